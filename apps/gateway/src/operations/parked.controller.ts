import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { DiscardParkedRequest, ListParkedQuery, ParkingService, type ParkedItem, type ParkedPage } from '@counterpoint/contracts';
import { Parking } from '@counterpoint/messaging';
import { CurrentPrincipal, problem, ProblemError, Roles, type Principal } from '@counterpoint/platform';
import { Forward, type GatewayRequest } from '../proxy/forward.js';

interface ParkedKey extends Record<string, unknown> {
  readonly key: string;
  readonly error: string;
  readonly parkedAt: string | Date;
  readonly waiting: number;
}
interface SetAside extends Record<string, unknown> {
  readonly id: string;
  readonly error: string;
  readonly setAsideAt: string | Date;
}

/** What the services have parked, for operators. The gateway handles messages itself, so it is one of them. */
@Controller('operations/parked')
@Roles('operator')
export class ParkedController {
  constructor(
    private readonly forward: Forward,
    private readonly own: Parking,
  ) {}

  /** Keys first, because an order waits behind each; then messages that nobody could read. All on one page. */
  @Get()
  async list(
    @Query({ schema: ListParkedQuery }) { service }: ListParkedQuery,
    @Req() request: GatewayRequest,
  ): Promise<ParkedPage> {
    const [keys, messages] = await Promise.all(
      service === 'gateway'
        ? [this.own.list(), this.own.setAside()]
        : [this.items<ParkedKey>(service, '/parked', request), this.items<SetAside>(service, '/set-aside', request)],
    );
    return {
      items: [...(keys as ParkedKey[]).map(keyItem), ...(messages as unknown as SetAside[]).map(messageItem)],
      nextCursor: null,
    };
  }

  @HttpCode(200)
  @Post(':service/:id/redrive')
  async redrive(
    @Param('service', { schema: ParkingService }) service: ParkingService,
    @Param('id') id: string,
    @CurrentPrincipal() { subject }: Principal,
    @Req() request: GatewayRequest,
  ): Promise<unknown> {
    if (service === 'gateway') return (await this.own.redrive(id, subject)) ?? notParked(service, id);
    return this.tell(service, `/parked/${encodeURIComponent(id)}/redrive`, request);
  }

  @HttpCode(200)
  @Post(':service/:id/discard')
  async discard(
    @Param('service', { schema: ParkingService }) service: ParkingService,
    @Param('id') id: string,
    @Body({ schema: DiscardParkedRequest }) body: DiscardParkedRequest,
    @CurrentPrincipal() { subject }: Principal,
    @Req() request: GatewayRequest,
  ): Promise<unknown> {
    if (service === 'gateway') {
      const discarded = await this.own.discard(id, body.reason, subject);
      return discarded ?? (await this.own.discardSetAside(id, body.reason, subject)) ?? notParked(service, id);
    }
    return this.tell(service, `/parked/${encodeURIComponent(id)}/discard`, request, body);
  }

  private async items<Item>(service: Exclude<ParkingService, 'gateway'>, path: string, request: GatewayRequest): Promise<Item[]> {
    return ((await this.answer(service, { method: 'GET', path }, request)) as { items: Item[] }).items;
  }

  private tell(
    service: Exclude<ParkingService, 'gateway'>,
    path: string,
    request: GatewayRequest,
    body?: unknown,
  ): Promise<unknown> {
    return this.answer(service, { method: 'POST', path, ...(body === undefined ? {} : { body }) }, request);
  }

  /** @throws the service's own problem when it refuses. */
  private async answer(
    service: Exclude<ParkingService, 'gateway'>,
    what: Parameters<Forward['ask']>[2],
    request: GatewayRequest,
  ): Promise<unknown> {
    const { status, body } = await this.forward.ask(service, request, what);
    const answer: unknown = JSON.parse(body);
    if (status >= 400) throw new ProblemError({ ...(answer as ProblemError['problem']), instance: request.url });
    return answer;
  }
}

const time = (at: string | Date) => new Date(at).toISOString();

function keyItem({ key, parkedAt, waiting, messages, ...rest }: ParkedKey): ParkedItem {
  return { ...rest, id: key, kind: 'key', messages: waiting, waiting: messages, parkedAt: time(parkedAt) };
}
function messageItem({ setAsideAt, ...rest }: SetAside): ParkedItem {
  return { ...rest, kind: 'message', messages: 1, parkedAt: time(setAsideAt) };
}
function notParked(service: ParkingService, id: string): never {
  throw problem(404, 'not-found', `Nothing is parked in ${service} under ${id}.`);
}
