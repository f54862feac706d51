import { COMMANDS } from '@counterpoint/contracts';
import { newId, type Bus } from '@counterpoint/messaging';
import { eventually, TopicLog, type HttpFaultProxy, type SeededRandom } from '@counterpoint/testing';
import type { TestSystem } from '../system/test-system.js';
import type { FaultLog } from './fault-log.js';

/** Every process class; the orchestrator twice, so that its shards move. */
const VICTIMS = [
  'gateway',
  'order',
  'payment',
  'inventory',
  'shipping',
  'orchestrator',
  'orchestrator-2',
  'provider',
  'carrier',
  'kafka',
  'postgres',
] as const;
const READY_TIMEOUT_MS = 120_000;
const SHORTEST_FREEZE_MS = 1_000;
const LONGEST_FREEZE_MS = 8_000;
const HTTP_FAULT_MS = 3_000;
/** Messages that are sent again in one go, and bad ones of each kind. */
const DUPLICATES = 25;

/** The faults of a run. Each resolves when the system has what it needs to recover, and records what it did. */
export class Faults {
  constructor(
    private readonly system: TestSystem,
    private readonly bus: Bus,
    private readonly proxies: { readonly provider: HttpFaultProxy; readonly carrier: HttpFaultProxy },
    private readonly random: SeededRandom,
    private readonly log: FaultLog,
  ) {}

  async kill(victim: string = this.random.pick(VICTIMS)): Promise<void> {
    const at = Date.now();
    const pid = (await this.system.kill(victim)).trim();
    await this.allReady(victim, pid);
    this.log.record({ fault: 'kill', target: victim, evidence: `pid ${pid} died`, at, until: Date.now() });
  }

  async freeze(victim: string = this.random.pick(VICTIMS)): Promise<void> {
    const at = Date.now();
    const pid = (await this.system.pause(victim)).trim();
    await new Promise((resolve) => setTimeout(resolve, this.random.between(SHORTEST_FREEZE_MS, LONGEST_FREEZE_MS)));
    await this.system.resume(victim);
    await this.allReady();
    this.log.record({ fault: 'freeze', target: victim, evidence: `pid ${pid} stopped and continued`, at, until: Date.now() });
  }

  /** Provider or carrier execute what they are asked, and the caller sees an error; or they refuse everything. */
  async http(): Promise<void> {
    const target = this.random.pick(['provider', 'carrier'] as const);
    const proxy = this.proxies[target];
    const at = Date.now();
    const before = proxy.requests.length;
    const loses = this.random.next() < 0.5;
    const heal = loses
      ? proxy.loseAnswer(() => true, Number.POSITIVE_INFINITY)
      : proxy.refuse(() => true, 503, Number.POSITIVE_INFINITY);
    await new Promise((resolve) => setTimeout(resolve, HTTP_FAULT_MS));
    heal();
    const evidence = `${proxy.requests.length - before} calls`;
    this.log.record({ fault: loses ? 'lost answers' : 'errors', target, evidence, at, until: Date.now() });
  }

  /** Messages that were handled are sent once more, as they were, late and in another order. */
  async duplicate(): Promise<void> {
    const at = Date.now();
    const { kafkaBrokers, topicPrefix } = this.system.connections;
    const log = new TopicLog(kafkaBrokers);
    const topic = this.random.pick([
      'order.events',
      'payment.commands',
      'inventory.events',
      'shipping.commands',
      'orchestrator.replies',
      'order.commands',
    ]);
    try {
      const messages = [];
      for await (const message of log.read([`${topicPrefix}${topic}`])) messages.push(message);
      const chosen = this.random.shuffle(messages).slice(0, DUPLICATES);
      await this.bus.send(
        chosen.map(({ key, value, headers }) => ({ topic, key: key ?? '', value: value ?? Buffer.alloc(0), headers })),
      );
      this.log.record({
        fault: 'duplicates',
        target: topic,
        evidence: `${chosen.length} messages sent again`,
        at,
        until: Date.now(),
      });
    } finally {
      await log.close();
    }
  }

  /** Messages that nobody can read, on a topic of commands: no JSON, no shape, no type, no headers. */
  async poison(): Promise<void> {
    const at = Date.now();
    const command = COMMANDS[this.random.between(0, COMMANDS.length - 1)];
    if (command === undefined || command.service === 'orchestrator') return;
    const key = newId(at);
    const headers = {
      ce_id: newId(at),
      ce_type: command.name,
      ce_source: '/counterpoint/chaos',
      ce_specversion: '1.0',
      ce_time: new Date(at).toISOString(),
      ce_subject: key,
      ce_correlationid: key,
      ce_schemaversion: '1',
      'content-type': 'application/json',
    };
    const record = (value: string, more: Record<string, string> = {}) => ({
      topic: command.topic,
      key,
      value: Buffer.from(value),
      headers: { ...headers, ce_id: newId(Date.now()), ...more },
    });
    this.system.log({ kind: 'poison', at: new Date(at).toISOString(), key });
    await this.bus.send([
      record('{'),
      record('{"order":1}'),
      record('{}', { ce_type: 'NoSuchMessage' }),
      record('{}', { ce_schemaversion: '999' }),
      { topic: command.topic, key, value: Buffer.from('nonsense'), headers: {} },
    ]);
    this.log.record({ fault: 'poison', target: command.topic, evidence: '5 bad messages', at, until: Date.now() });
  }

  /** Every process is ready again; a victim under a new pid. */
  private async allReady(victim?: string, pid?: string): Promise<void> {
    await eventually(
      async () => {
        const lines = await this.system.processes();
        const late = lines.find(
          ({ service, state, pid: now }) => state !== 'ready' || (service === victim && String(now) === pid),
        );
        if (late) throw new Error(`${late.service} is ${late.state}`);
      },
      { timeoutMs: READY_TIMEOUT_MS, what: 'every process ready' },
    );
  }
}
