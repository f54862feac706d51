import { OUTCOME_TOPICS } from '@counterpoint/contracts';
import { openBus, type BusMessage } from '@counterpoint/messaging';
import { anOrderRequest } from '@counterpoint/testing';
import { TestSystem } from '../../system/test-system.js';
import type { Ending } from '../closed-loop.js';
import type { BenchOptions } from '../options.js';
import { processesByRole } from '../processes.js';
import type { Effects, Workload } from '../workload.js';

const SAGA_TIMEOUT_MS = 120_000;
const ENDINGS: Readonly<Record<string, Ending>> = {
  OrderConfirmed: 'confirmed',
  OrderRejected: 'compensated',
  OrderCancelled: 'compensated',
};

/** The whole business: orders through the gateway, until the order service says that they have ended. */
export async function orderWorkload({ style, attach }: BenchOptions): Promise<Workload> {
  const system = attach === undefined ? await TestSystem.start({ env: { LOG_LEVEL: 'warn' } }) : await TestSystem.attach(attach);
  const { connections } = system;
  const submitted: { readonly id: string; readonly fail: boolean }[] = [];
  const endings = new Map<string, Ending>();
  const waiting = new Map<string, (ending: Ending) => void>();

  const heard = ({ key, headers }: BusMessage): void => {
    const ending = ENDINGS[headers['ce_type'] ?? ''];
    if (key === null || ending === undefined) return;
    const resolve = waiting.get(key);
    waiting.delete(key);
    if (resolve) resolve(ending);
    else endings.set(key, ending);
  };
  const bus = await openBus('platformatic', {
    brokers: connections.kafkaBrokers.split(','),
    topicPrefix: connections.topicPrefix,
    clientId: 'bench-driver',
  });
  // What is said before the driver listens would be missed.
  let listening: () => void = () => undefined;
  const assigned = new Promise<void>((resolve) => (listening = resolve));
  const subscription = await bus.subscribe({
    groupId: `bench-driver-${process.pid}`,
    topics: [...OUTCOME_TOPICS],
    onMessages: (messages) => {
      messages.forEach(heard);
    },
    onAssigned: () => {
      listening();
      return Promise.resolve();
    },
    onRevoked: () => Promise.resolve(),
  });
  await assigned;

  const ended = (id: string): Promise<Ending> =>
    new Promise((resolve, reject) => {
      const early = endings.get(id);
      if (early !== undefined) {
        resolve(early);
        return;
      }
      const timer = setTimeout(() => {
        reject(new Error(`the order ${id} did not end within ${SAGA_TIMEOUT_MS} ms`));
      }, SAGA_TIMEOUT_MS);
      waiting.set(id, (ending) => {
        clearTimeout(timer);
        resolve(ending);
      });
    });

  return {
    adminDatabaseUrl: connections.adminDatabaseUrl,
    kafkaBrokers: connections.kafkaBrokers,
    processes: () => processesByRole(system.data),
    submit: async ({ fail }) => {
      const { id } = await system.place(anOrderRequest(style, fail ? { postalCode: '00000' } : {}));
      submitted.push({ id, fail });
      return ended(id);
    },
    effects: () => countEffects(system, submitted),
    close: async () => {
      await subscription.close();
      await bus.close();
      if (attach === undefined) await system.stop();
    },
  };
}

/** One charge and one booking for each order that went through, nothing that lasts for one that did not. */
async function countEffects(
  system: TestSystem,
  submitted: readonly { readonly id: string; readonly fail: boolean }[],
): Promise<Effects> {
  const ids = submitted.map(({ id }) => id);
  const tally = async (database: string, kind: string) =>
    new Map(
      (
        await system.rows<{ id: string; count: number }>(
          database,
          'select order_id::text as id, count(*)::int as count from ledger_entry where order_id = any($1) and kind = $2 group by 1',
          [ids, kind],
        )
      ).map(({ id, count }) => [id, count]),
    );
  const [charges, bookings] = [await tally('provider', 'charge'), await tally('carrier', 'booked')];
  let lost = 0;
  let duplicated = 0;
  for (const { id, fail } of submitted) {
    for (const count of [charges.get(id) ?? 0, bookings.get(id) ?? 0]) {
      const wanted = fail ? 0 : 1;
      lost += Math.max(0, wanted - count);
      duplicated += Math.max(0, count - wanted);
    }
  }
  return { lost, duplicated };
}
