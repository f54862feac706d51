import { OUTCOME_TOPICS } from '@counterpoint/contracts';
import { TopicLog } from '@counterpoint/testing';
import { quantile } from '../bench/closed-loop.js';
import type { TestSystem } from '../system/test-system.js';
import type { FiredFault } from './fault-log.js';

const TERMINAL_EVENTS = ['OrderConfirmed', 'OrderRejected', 'OrderCancelled'];

/**
 * The 99th percentile of the time to the terminal state, in milliseconds, counted per order from the later of acceptance
 * and the end of the last fault that overlaps it. Orders that wait for a person are left out.
 */
export async function p99TerminalMs(
  system: TestSystem,
  counted: ReadonlySet<string>,
  faults: readonly FiredFault[],
): Promise<number> {
  const { kafkaBrokers, topicPrefix } = system.connections;
  const ended = new Map<string, number>();
  const log = new TopicLog(kafkaBrokers);
  try {
    for await (const { key, headers } of log.read(OUTCOME_TOPICS.map((topic) => `${topicPrefix}${topic}`))) {
      if (key === null || !TERMINAL_EVENTS.includes(headers['ce_type'] ?? '')) continue;
      const at = Date.parse(headers['ce_time'] ?? '');
      ended.set(key, Math.min(at, ended.get(key) ?? at));
    }
  } finally {
    await log.close();
  }
  const placed = await system.rows<{ id: string; at: number }>(
    'order_service',
    'select id::text as id, (extract(epoch from placed_at) * 1000)::float8 as at from orders',
  );
  const latencies = placed.flatMap(({ id, at }) => {
    const end = ended.get(id);
    if (end === undefined || !counted.has(id)) return [];
    const overlapping = faults.filter((fault) => fault.at <= end && fault.until >= at).map(({ until }) => until);
    return [Math.max(0, end - Math.max(at, ...overlapping))];
  });
  return Math.round(
    quantile(
      latencies.sort((a, b) => a - b),
      0.99,
    ),
  );
}
