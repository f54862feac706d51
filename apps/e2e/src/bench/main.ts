import 'reflect-metadata';
import pg from 'pg';
import { closedLoop, quantile } from './closed-loop.js';
import { Counter } from './counts.js';
import { benchOptions, type BenchOptions } from './options.js';
import { orderWorkload } from './order/workload.js';
import { saga4Workload } from './saga4/workload.js';
import { usageOf, type Usage } from './usage.js';
import type { Workload } from './workload.js';

/** Sagas of the warm-up that are in flight at least. */
const MIN_WARMUP_CONCURRENCY = 16;
const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Commits and bytes of write-ahead log of the whole database server since it began. */
async function serverCounters(client: pg.Client): Promise<{ commits: number; walBytes: number }> {
  await client.query('select pg_stat_force_next_flush()');
  const { rows } = await client.query<{ commits: number; walBytes: number }>(
    `select (select sum(xact_commit)::float8 from pg_stat_database) as commits,
            pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as "walBytes"`,
  );
  return rows[0] ?? { commits: 0, walBytes: 0 };
}

async function usageByRole(workload: Workload): Promise<Map<string, Usage>> {
  return new Map(Object.entries(await workload.processes()).map(([role, pids]) => [role, usageOf(pids)]));
}

/** The line that other programs read (design, section 9). */
interface BenchLine extends Pick<BenchOptions, 'style' | 'orders' | 'concurrency' | 'failRate'> {
  readonly sagasPerSec: number;
  readonly p50ms: number;
  readonly p99ms: number;
  readonly cpuSecPer1000: number;
  readonly rssMiB: number;
  readonly lost: number;
  readonly duplicated: number;
}

async function measure(
  workload: Workload,
  { style, orders, concurrency, failRate, warmup, counts }: BenchOptions,
): Promise<BenchLine> {
  const submit = workload.submit.bind(workload);
  await closedLoop(warmup, Math.max(concurrency, MIN_WARMUP_CONCURRENCY), failRate, submit);
  const admin = new pg.Client({ connectionString: workload.adminDatabaseUrl });
  await admin.connect();
  await admin.query('checkpoint');
  const [usedBefore, serverBefore] = [await usageByRole(workload), await serverCounters(admin)];
  const counter = counts ? await Counter.open(workload.adminDatabaseUrl, workload.kafkaBrokers) : undefined;
  const countedBefore = await counter?.read();
  const { seconds, latenciesMs, wrong } = await closedLoop(orders, concurrency, failRate, submit);
  const countedAfter = await counter?.read();
  await counter?.close();
  const [usedAfter, serverAfter] = [await usageByRole(workload), await serverCounters(admin)];
  await admin.end();
  const effects = await workload.effects();

  const perThousand = (role: string, used: Usage) =>
    ((used.cpuSeconds - (usedBefore.get(role)?.cpuSeconds ?? 0)) * 1_000) / orders;
  const cpu = new Map([...usedAfter].map(([role, used]) => [role, perThousand(role, used)]));
  for (const [role, used] of usedAfter) {
    console.log(`${role.padEnd(14)} ${round(cpu.get(role) ?? 0, 2)} CPU s per 1000, ${Math.round(used.memoryMiB)} MiB`);
  }
  console.log(
    `database       ${round((serverAfter.commits - serverBefore.commits) / orders, 2)} commits a saga, ${round((serverAfter.walBytes - serverBefore.walBytes) / 1024 / orders, 2)} KiB of log a saga`,
  );
  if (countedBefore && countedAfter) {
    const perSaga = (name: 'statements' | 'messages') => round((countedAfter[name] - countedBefore[name]) / orders, 2);
    console.log(`database       ${perSaga('statements')} statements a saga; broker ${perSaga('messages')} messages a saga`);
  }
  if (wrong > 0) console.log(`${wrong} sagas ended otherwise than planned`);
  return {
    style,
    orders,
    concurrency,
    failRate,
    sagasPerSec: round(orders / seconds, 1),
    p50ms: round(quantile(latenciesMs, 0.5), 1),
    p99ms: round(quantile(latenciesMs, 0.99), 1),
    cpuSecPer1000: round(
      [...cpu.values()].reduce((sum, value) => sum + value, 0),
      2,
    ),
    rssMiB: Math.round([...usedAfter.values()].reduce((sum, { memoryMiB }) => sum + memoryMiB, 0)),
    lost: effects.lost + wrong,
    duplicated: effects.duplicated,
  };
}

const options = benchOptions(process.argv.slice(2));
const workload = await (options.workload === 'saga4' ? saga4Workload(options) : orderWorkload(options));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void workload.close().finally(() => process.exit(130));
  });
}
const line = await measure(workload, options).finally(() => workload.close());
console.log(JSON.stringify(line));
process.exit(line.lost === 0 && line.duplicated === 0 ? 0 : 1);
