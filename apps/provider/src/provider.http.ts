import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Res, type OnModuleDestroy } from '@nestjs/common';
import { z } from 'zod';
import {
  AuthorisationRequest,
  CaptureRequest,
  SLOW_ANSWER_MS,
  VoidRequest,
  type Authorisation,
  type Capture,
  type ProviderLedger,
} from '@counterpoint/contracts';
import { Clock, problem, Public } from '@counterpoint/platform';
import { Ledger, UNAVAILABLE, type Arrival } from './ledger.js';

const Key = z.string().regex(/^[\x21-\x7e]{1,200}$/);
type Key = z.infer<typeof Key>;
const LedgerQuery = z.strictObject({ order: z.uuid() });
type LedgerQuery = z.infer<typeof LedgerQuery>;

/** The part of a Fastify reply that an answer which gets lost needs. */
interface Reply {
  hijack(): void;
  readonly raw: { destroy(): void };
  status(code: number): Reply;
  send(body: unknown): void;
}

/**
 * The provider's API. It stands for a system outside of ours, so it knows none of our tokens. Every answer that is not an
 * error is 200 and says how the call ended; a server error stores nothing, so the same key may be tried again.
 */
@Public()
@Controller()
export class ProviderHttp implements OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  @Post('authorisations')
  async authorise(
    @Headers('idempotency-key') header: string | undefined,
    @Body({ schema: AuthorisationRequest }) request: AuthorisationRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    const key = keyFrom(header);
    const arrival = await this.ledger.arrive(request.orderId, request.token);
    if (arrival.serverError) unavailable();
    if (arrival.slow) await this.takeTime(arrival);
    // Decided after the wait: an authorisation that was voided in the meantime ends voided.
    const authorisation = await this.ledger.authorise(key, request, `auth_${randomUUID()}`);
    if (!arrival.answerLost) return reply.status(200).send(authorisation);
    reply.hijack();
    reply.raw.destroy();
  }

  @Get('authorisations/:key')
  async authorisation(@Param('key', { schema: Key }) key: Key): Promise<Authorisation> {
    return (await this.ledger.authorisation(key)) ?? nothing(key);
  }

  @Post('authorisations/:key/void')
  @HttpCode(200)
  async void(
    @Param('key', { schema: Key }) key: Key,
    @Body({ schema: VoidRequest }) { orderId }: VoidRequest,
  ): Promise<Authorisation> {
    const authorisation = await this.ledger.void(key, orderId);
    if (authorisation === UNAVAILABLE) return unavailable();
    if (authorisation.status === 'captured')
      throw problem(409, 'already-captured', 'The amount was taken: there is no hold to let go of.');
    return authorisation;
  }

  @Post('captures')
  @HttpCode(200)
  async capture(
    @Headers('idempotency-key') header: string | undefined,
    @Body({ schema: CaptureRequest }) request: CaptureRequest,
  ): Promise<Capture> {
    const key = keyFrom(header);
    const captured = await this.ledger.capture(key, request, `capt_${randomUUID()}`);
    return captured === UNAVAILABLE ? unavailable() : captured;
  }

  @Get('captures/:key')
  async captured(@Param('key', { schema: Key }) key: Key): Promise<Capture> {
    return (await this.ledger.captured(key)) ?? nothing(key);
  }

  @Get('ledger')
  async entries(@Query({ schema: LedgerQuery }) { order }: LedgerQuery): Promise<z.infer<typeof ProviderLedger>> {
    return { items: await this.ledger.entries(order) };
  }

  /** Nobody who waits for a slow answer holds up the end of the process. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }

  /** Counted from the first arrival, so that a repeated call does not begin to wait anew. */
  private async takeTime({ firstAt }: Arrival): Promise<void> {
    const wait = this.clock.realMs(Math.max(0, firstAt + SLOW_ANSWER_MS - this.clock.now()));
    await sleep(wait, undefined, { signal: this.stopping.signal }).catch(unavailable);
  }
}

function keyFrom(header: string | undefined): string {
  const key = Key.safeParse(header);
  if (!key.success)
    throw problem(400, 'idempotency-key-missing', 'Send an Idempotency-Key header of 1 to 200 visible ASCII characters.');
  return key.data;
}

function unavailable(): never {
  throw problem(503, 'unavailable', 'The provider can not answer now. Try again with the same key.');
}

function nothing(key: string): never {
  throw problem(404, 'not-found', `Nothing was ever asked under the key ${key}.`);
}
