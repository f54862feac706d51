import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, type OnModuleDestroy } from '@nestjs/common';
import { z } from 'zod';
import { BookingChange, BookingRequest, SLOW_ANSWER_MS, type Booking, type CarrierLedger } from '@counterpoint/contracts';
import { Clock, problem, Public } from '@counterpoint/platform';
import { isSlow } from './domain/booking.js';
import { Ledger } from './ledger.js';

const Key = z.string().regex(/^[\x21-\x7e]{1,200}$/);
type Key = z.infer<typeof Key>;
const LedgerQuery = z.strictObject({ order: z.uuid() });
type LedgerQuery = z.infer<typeof LedgerQuery>;

/**
 * The carrier's API. It stands for a system outside of ours, so it knows none of our tokens. Every answer that is not an
 * error is 200 and says how the call ended; the same key always gets the same answer.
 */
@Public()
@Controller()
export class CarrierHttp implements OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  @Post('bookings')
  @HttpCode(200)
  async book(
    @Headers('idempotency-key') header: string | undefined,
    @Body({ schema: BookingRequest }) request: BookingRequest,
  ): Promise<Booking> {
    const key = Key.safeParse(header);
    if (!key.success)
      throw problem(400, 'idempotency-key-missing', 'Send an Idempotency-Key header of 1 to 200 visible ASCII characters.');
    if (isSlow(request.address)) await this.takeTime(await this.ledger.arrive(key.data));
    // Decided after the wait: a booking that was cancelled in the meantime ends cancelled.
    return this.ledger.book(key.data, request, `ship_${randomUUID()}`);
  }

  @Get('bookings/:key')
  async booking(@Param('key', { schema: Key }) key: Key): Promise<Booking> {
    return (await this.ledger.booking(key)) ?? nothing(key);
  }

  @Post('bookings/:key/cancel')
  @HttpCode(200)
  async cancel(
    @Param('key', { schema: Key }) key: Key,
    @Body({ schema: BookingChange }) { orderId }: BookingChange,
  ): Promise<Booking> {
    const booking = await this.ledger.cancel(key, orderId);
    if (booking.status === 'handed_over')
      throw problem(409, 'already-handed-over', 'The parcel is on its way: the booking can not be cancelled.');
    return booking;
  }

  @Post('bookings/:key/hand-over')
  @HttpCode(200)
  async handOver(
    @Param('key', { schema: Key }) key: Key,
    @Body({ schema: BookingChange }) { orderId }: BookingChange,
  ): Promise<Booking> {
    const booking = (await this.ledger.handOver(key, orderId, `track_${randomUUID()}`)) ?? nothing(key);
    if (booking.status !== 'handed_over')
      throw problem(409, 'not-booked', `The booking is ${booking.status}: there is nothing to hand over.`);
    return booking;
  }

  @Get('ledger')
  async entries(@Query({ schema: LedgerQuery }) { order }: LedgerQuery): Promise<z.infer<typeof CarrierLedger>> {
    return { items: await this.ledger.entries(order) };
  }

  /** Nobody who waits for a slow answer holds up the end of the process. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }

  /** Counted from the first arrival, so that a repeated call does not begin to wait anew. */
  private async takeTime(firstAt: number): Promise<void> {
    const wait = this.clock.realMs(Math.max(0, firstAt + SLOW_ANSWER_MS - this.clock.now()));
    await sleep(wait, undefined, { signal: this.stopping.signal }).catch(unavailable);
  }
}

function nothing(key: string): never {
  throw problem(404, 'not-found', `Nothing was ever asked under the key ${key}.`);
}

function unavailable(): never {
  throw problem(503, 'unavailable', 'The carrier can not answer now. Try again with the same key.');
}
