import { Controller, Get, Headers, Inject, Param, Req, Res } from '@nestjs/common';
import type { Timeline } from '@counterpoint/contracts';
import { CurrentPrincipal, LOGGER, problem, Roles, type Logger, type Principal } from '@counterpoint/platform';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { GatewayRequest } from '../proxy/forward.js';
import { OrderAccess } from './access.js';
import { Timelines } from './read.js';
import { isOver, TimelineStream } from './stream.js';
import { Tail } from './tail.js';

/** Streams that one gateway serves at once. */
const MAX_STREAMS = 2_000;
const LastEventId = z.coerce.number().int().min(0).max(2_147_483_647);

/** The timeline of an order's saga: as a list, and as a stream that goes on. */
@Controller('orders/:id')
@Roles('customer', 'approver', 'operator')
export class TimelineController {
  constructor(
    private readonly access: OrderAccess,
    private readonly timelines: Timelines,
    private readonly tail: Tail,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Get('timeline')
  async show(
    @Param('id', { schema: z.uuid() }) id: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: GatewayRequest,
  ): Promise<Timeline> {
    const { style, status } = await this.access.see(principal, id, request);
    return { orderId: id, style, status, items: await this.timelines.entriesAfter(id, 0) };
  }

  @Get('stream')
  async stream(
    @Param('id', { schema: z.uuid() }) id: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @CurrentPrincipal() principal: Principal,
    @Req() request: GatewayRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const after = sequenceOf(lastEventId);
    await this.access.see(principal, id, request);
    const head = await this.timelines.head(id);
    // 204 is how a server tells an event source to stop connecting again.
    if (head !== undefined && isOver(head) && after >= head.lastSequence) return void reply.status(204).send();
    if (this.tail.size >= MAX_STREAMS) {
      throw problem(503, 'too-many-streams', 'Too many timelines are being followed. Try again later.', {
        headers: { 'retry-after': '5' },
      });
    }
    const headers: Record<string, string> = {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    };
    if (request.method === 'HEAD') return void reply.status(200).headers(headers).send();
    reply.hijack();
    reply.raw.writeHead(200, headers);
    reply.raw.flushHeaders();
    new TimelineStream(reply.raw, id, after, { timelines: this.timelines, tail: this.tail, logger: this.logger });
  }
}

function sequenceOf(lastEventId: string | undefined): number {
  if (lastEventId === undefined || lastEventId === '') return 0;
  const parsed = LastEventId.safeParse(lastEventId);
  if (parsed.success) return parsed.data;
  throw problem(400, 'malformed-last-event-id', 'Last-Event-ID is the sequence of a timeline entry: a whole number from 0.');
}
