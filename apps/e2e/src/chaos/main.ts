import 'reflect-metadata';
import { openBus } from '@counterpoint/messaging';
import { HttpFaultProxy, SeededRandom } from '@counterpoint/testing';
import { TestSystem } from '../system/test-system.js';
import { CHAOS_CATALOGUE } from './catalogue.js';
import { FaultLog } from './fault-log.js';
import { Faults } from './faults.js';
import { p99TerminalMs } from './latency.js';
import { Load } from './load.js';
import { chaosOptions, neededKills, neededOtherFaults, type ChaosOptions } from './options.js';

/** Longest wait of the approvers' deadline, in seconds: a chaos run decides all of them itself. */
const APPROVAL_DEADLINE_SECONDS = 600;
/** Pause between two faults, in milliseconds: some work gets done in between. */
const SHORTEST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 1_500;

/** Fires faults until enough of each kind fired and the time is over; orders are let in at the same pace. */
async function disturb(faults: Faults, log: FaultLog, load: Load, random: SeededRandom, options: ChaosOptions): Promise<void> {
  const [kills, others] = [neededKills(options.orders), neededOtherFaults(options.orders)];
  const until = Date.now() + options.minutes * 60_000;
  const start = Date.now();
  while (log.count(true) < kills || log.count(false) < others || Date.now() < until) {
    const share = Math.min(1, (log.count(true) + log.count(false) + 1) / (kills + others));
    const time = options.minutes === 0 ? 1 : Math.min(1, (Date.now() - start) / (until - start));
    load.release(Math.ceil(options.orders * Math.min(share, time + 0.05)));
    await new Promise((resolve) => setTimeout(resolve, random.between(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS)));
    const needsKill = log.count(true) * others <= log.count(false) * kills;
    if (needsKill) await faults.kill();
    else await random.pick([() => faults.freeze(), () => faults.http(), () => faults.duplicate(), () => faults.poison()])();
  }
  load.release(options.orders);
}

async function chaos(options: ChaosOptions): Promise<number> {
  console.log(`seed ${options.seed}, ${options.orders} orders; repeat with --seed ${options.seed} --orders ${options.orders}`);
  console.log(`catalogue: ${CHAOS_CATALOGUE.map(({ sku, quantity }) => `${sku} ${quantity}`).join(', ')}`);
  const [provider, carrier] = await Promise.all([HttpFaultProxy.start(), HttpFaultProxy.start()]);
  const system = await TestSystem.start({
    env: {
      SEED_CATALOGUE: JSON.stringify(CHAOS_CATALOGUE),
      APPROVAL_DEADLINE_SECONDS: String(APPROVAL_DEADLINE_SECONDS),
      LOG_LEVEL: 'warn',
    },
    serviceEnv: { payment: { PROVIDER_URL: provider.url }, shipping: { CARRIER_URL: carrier.url } },
    replicas: { orchestrator: 2 },
  });
  const { kafkaBrokers, topicPrefix } = system.connections;
  const bus = await openBus('platformatic', { brokers: kafkaBrokers.split(','), topicPrefix, clientId: 'chaos' });
  const end = async () => {
    await bus.close();
    await system.stop();
    await Promise.all([provider.stop(), carrier.stop()]);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end().finally(() => process.exit(130)));
  try {
    provider.passTo(`http://127.0.0.1:${system.ports['provider']}`);
    carrier.passTo(`http://127.0.0.1:${system.ports['carrier']}`);
    system.log({ kind: 'seed', items: CHAOS_CATALOGUE.map(({ sku, quantity }) => ({ sku, quantity })) });
    const log = new FaultLog(system);
    // Two sources, so that how fast the clients are does not change which faults are planned.
    const load = new Load(system, new SeededRandom(options.seed), options.orders);
    const random = new SeededRandom(options.seed + 1);
    const faults = new Faults(system, bus, { provider, carrier }, random, log);
    await Promise.all([load.run(), disturb(faults, log, load, random, options)]);

    const check = await system.check();
    console.log(check.output.slice(0, check.output.lastIndexOf('{')));
    const broken = (invariant: number) => check.violations.filter((violation) => violation.invariant === invariant).length;
    const counted = new Set(load.accepted.filter(({ kind }) => kind !== 'approval').map(({ id }) => id));
    const line = {
      orders: load.accepted.length,
      kills: log.count(true),
      faults: log.fired.length,
      lost: broken(1),
      doubleEffects: broken(3),
      stuck: broken(5),
      invariantsHeld: check.held,
      invariantsTotal: check.total,
      p99TerminalMs: await p99TerminalMs(system, counted, log.fired),
    };
    console.log(JSON.stringify(line));
    const enough = line.kills >= neededKills(options.orders) && log.count(false) >= neededOtherFaults(options.orders);
    if (!enough) console.error('too few faults fired');
    return enough && line.orders === options.orders && check.code === 0 ? 0 : 1;
  } finally {
    await end();
  }
}

process.exit(await chaos(chaosOptions(process.argv.slice(2))));
