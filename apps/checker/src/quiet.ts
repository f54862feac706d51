import { OUTCOME_TOPICS, TERMINAL_ORDER_STATUSES, TOPICS } from '@counterpoint/contracts';
import { TopicLog } from '@counterpoint/testing/topic-log';
import { MESSAGING_DATABASES } from './evidence/leftovers.js';
import type { Sources } from './evidence/sources.js';
import type { SystemAddress } from './system.js';

/** How long a busy system is waited for unless told otherwise, in seconds (design, section 9). */
export const DEFAULT_WAIT_SECONDS = 120;
/** How long nothing may move before a system counts as quiet, in milliseconds. */
const STILL_MS = 2_000;
const POLL_MS = 500;

const IN_FLIGHT = `
select count(*)::int as count from orders o where not (status = any($1))
and not (status = 'AWAITING_APPROVAL' and exists (select from approval a where a.order_id = o.id and a.status = 'pending' and a.deadline > now()))`;

export interface Quiet {
  readonly quiet: boolean;
  readonly inFlight: number;
  readonly awaitingApproval: number;
}

/** How much is under way: orders inside their sagas, executions, open calls and unsent messages. */
async function underWay(sources: Sources): Promise<{ orders: number; machinery: number; awaiting: number }> {
  const count = async (database: Parameters<Sources['rows']>[0], sql: string, values: readonly unknown[] = []) =>
    (await sources.rows<{ count: number }>(database, sql, values))[0]?.count ?? 0;
  const orders = await count('order_service', IN_FLIGHT, [TERMINAL_ORDER_STATUSES]);
  const awaiting = await count('order_service', `select count(*)::int as count from orders where status = 'AWAITING_APPROVAL'`);
  const executions = await count('orchestrator', `select count(*)::int as count from execution where status = 'RUNNING'`);
  let machinery = Math.max(0, executions - awaiting) + (await count('orchestrator', 'select count(*)::int as count from outbox'));
  for (const database of MESSAGING_DATABASES) {
    machinery += await count(database, 'select count(*)::int as count from outbox');
    machinery += await count(database, 'select count(*)::int as count from call where answered_at is null');
  }
  return { orders, machinery, awaiting };
}

/** Waits until nothing is in flight and the topics stand still, or until the time is over. */
export async function waitForQuiet(system: SystemAddress, sources: Sources, seconds: number): Promise<Quiet> {
  const deadline = Date.now() + seconds * 1_000;
  const log = new TopicLog(system.kafkaBrokers);
  const topics = [...new Set([...TOPICS, ...OUTCOME_TOPICS])].map((topic) => `${system.topicPrefix}${topic}`);
  try {
    let stillSince = Date.now();
    let seen = '';
    for (;;) {
      const now = await underWay(sources);
      const state = JSON.stringify([now.orders, now.machinery, String(await log.endOffset(topics))]);
      if (state !== seen) [seen, stillSince] = [state, Date.now()];
      const idle = now.orders === 0 && now.machinery === 0;
      const quiet = idle && Date.now() - stillSince >= STILL_MS;
      if (quiet || Date.now() > deadline) return { quiet, inFlight: now.orders, awaitingApproval: now.awaiting };
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  } finally {
    await log.close();
  }
}
