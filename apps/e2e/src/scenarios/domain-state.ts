import type { OrderStatus } from '@counterpoint/contracts';
import type { TestSystem } from '../system/test-system.js';

/** What an order has come to, in every service and outside: the same under either style. */
export interface DomainState {
  readonly status: OrderStatus;
  /** Pieces that inventory has set aside for the order. */
  readonly reserved: number;
  /** What the provider holds, and what it has charged, in minor units. */
  readonly held: number;
  readonly charged: number;
  /** What the carrier has to do: a booking that was cancelled is none. */
  readonly parcel: 'none' | 'booked' | 'handed_over';
}

/** Everything is undone. */
export const undone = (status: 'REJECTED' | 'CANCELLED'): DomainState => ({
  status,
  reserved: 0,
  held: 0,
  charged: 0,
  parcel: 'none',
});
export const fulfilled = (pieces: number, totalMinor: number): DomainState => ({
  status: 'CONFIRMED',
  reserved: pieces,
  held: 0,
  charged: totalMinor,
  parcel: 'handed_over',
});

/** Reads the state from the services' own databases and from the ledgers of provider and carrier, not from what anybody says. */
export async function domainState(system: TestSystem, orderId: string): Promise<DomainState> {
  const { status } = await system.gateway.order(orderId);
  const [reservation] = await system.rows<{ reserved: number }>(
    'inventory_service',
    `select coalesce(sum((line ->> 'quantity')::int), 0)::int as reserved
     from reservation, jsonb_array_elements(lines) as line where order_id = $1 and status = 'RESERVED'`,
    [orderId],
  );
  const [money] = await system.rows<{ held: number; charged: number }>(
    'provider',
    `select coalesce(sum(case kind when 'hold' then amount_minor else -amount_minor end), 0)::int as held,
            coalesce(sum(amount_minor) filter (where kind = 'charge'), 0)::int as charged
     from ledger_entry where order_id = $1`,
    [orderId],
  );
  const [parcel] = await system.rows<{ kind: DomainState['parcel'] | 'cancelled' }>(
    'carrier',
    'select kind from ledger_entry where order_id = $1 order by sequence desc limit 1',
    [orderId],
  );
  return {
    status,
    reserved: reservation?.reserved ?? 0,
    held: money?.held ?? 0,
    charged: money?.charged ?? 0,
    parcel: parcel === undefined || parcel.kind === 'cancelled' ? 'none' : parcel.kind,
  };
}
