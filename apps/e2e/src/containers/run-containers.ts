import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SAGA_STYLES, TERMINAL_ORDER_STATUSES } from '@counterpoint/contracts';
import { anOrderRequest, eventually, seedFromEnvironment, SeededRandom } from '@counterpoint/testing';
import { orderMix } from '../crash/order-mix.js';
import { startCompose, type ComposeSystem } from './compose-system.js';
import { docker, whyNoContainers } from './docker.js';

/** Building every image without any cache is part of it. */
const START_TIMEOUT_MS = 900_000;
const RUN_TIMEOUT_MS = 900_000;
const BACK_TIMEOUT_MS = 180_000;
const CONCURRENCY = 4;
/** How often a client repeats a request that got no answer: a gateway that is away comes back. */
const CLIENT_ATTEMPTS = 480;
const CONTAINERS = [
  'gateway',
  'order',
  'payment',
  'inventory',
  'shipping',
  'orchestrator',
  'provider',
  'carrier',
  'kafka',
  'postgres',
];

/** `counterpoint kill` leaves the rest to the restart policy; `docker kill` counts as a stop by hand and needs `docker start`. */
export type Way = 'kill' | 'docker kill';

/**
 * The system as `docker compose up` brings it up, its containers killed one by one under orders.
 * @param ways how each container is killed: in every way, or each in one of them by turns
 */
export async function describeContainers(ordersPerStyle: number, ways: 'every way' | 'by turns'): Promise<void> {
  const reason = await whyNoContainers();
  if (reason !== undefined)
    return void describe.skip(`docker compose up (skipped: ${reason})`, () => story(ordersPerStyle, ways));
  describe('docker compose up', () => story(ordersPerStyle, ways));
}

function story(ordersPerStyle: number, ways: 'every way' | 'by turns'): void {
  const seed = seedFromEnvironment();
  let running: ComposeSystem;

  beforeAll(async () => {
    console.log(`seed ${seed} (repeat with TEST_SEED=${seed})`);
    running = await startCompose();
  }, START_TIMEOUT_MS);
  afterAll(async () => {
    await running?.system.detach();
    await running?.remove();
  }, START_TIMEOUT_MS);

  const line = async (service: string) => {
    const found = (await running.system.processes()).find((process) => process.service === service);
    if (!found) throw new Error(`ps does not list ${service}`);
    return found;
  };
  const back = (service: string, formerPid: number) =>
    eventually(
      async () => {
        const { state, pid } = await line(service);
        if (state !== 'ready' || pid === formerPid) throw new Error(`${service} is ${state}`);
      },
      { timeoutMs: BACK_TIMEOUT_MS, what: `${service} is back` },
    ).catch(async (fault: Error) => {
      throw new Error(`${fault.message}\n${await running.compose('logs', '--tail', '20', service)}`, { cause: fault });
    });
  const kill = async (way: Way, service: string): Promise<void> => {
    if (way === 'kill') return void (await running.system.kill(service));
    const container = `${running.project}-${service}-1`;
    await docker(['kill', container]);
    await docker(['start', container]);
  };
  const ended = (id: string) =>
    eventually(
      async () => {
        const { status } = await running.system.gateway.order(id);
        if (!TERMINAL_ORDER_STATUSES.includes(status)) throw new Error(`the order is ${status}`);
        return status;
      },
      { timeoutMs: BACK_TIMEOUT_MS, what: 'the order has ended' },
    );

  it.each(SAGA_STYLES)(
    'takes an order: %s',
    async (style) => {
      const { id } = await running.system.place(anOrderRequest(style), undefined, CLIENT_ATTEMPTS);
      expect(await ended(id)).toBe('CONFIRMED');
    },
    RUN_TIMEOUT_MS,
  );

  it(
    'offers the same command line to machines without Node',
    async () => {
      const placed = JSON.parse(await running.compose('run', '--rm', 'cli', 'order', 'place', '-o', 'json')) as { id: string };
      expect(await ended(placed.id)).toBe('CONFIRMED');
      const listed = JSON.parse(await running.compose('run', '--rm', 'cli', 'ps', '-o', 'json')) as { service: string }[];
      expect(listed.map(({ service }) => service).sort()).toEqual([...CONTAINERS].sort());
    },
    RUN_TIMEOUT_MS,
  );

  it('refuses generated secrets outside of development', async () => {
    const image = ['run', '--rm', '--env', 'DEVELOPMENT_SECRETS=/var/lib/counterpoint/secrets.json', 'counterpoint/order:dev'];
    await expect(docker(image)).rejects.toThrow(/are for development, and COUNTERPOINT_PROFILE is "production"/);
  });

  it(
    'loses nothing while each container is killed',
    async () => {
      const random = new SeededRandom(seed);
      const planned = SAGA_STYLES.flatMap((style) => orderMix(style, ordersPerStyle, random));
      const ids: string[] = [];
      let next = 0;
      const client = async () => {
        for (let order = planned[next++]; order !== undefined; order = planned[next++]) {
          const { id } = await running.system.place(order.request, undefined, CLIENT_ATTEMPTS);
          ids.push(id);
          if (order.cancel) await running.system.gateway.cancel(id).catch(() => undefined);
        }
      };
      const orders = Promise.all(Array.from({ length: CONCURRENCY }, client));
      const rounds: readonly (readonly Way[])[] = ways === 'by turns' ? [['kill', 'docker kill']] : [['kill'], ['docker kill']];
      for (const round of rounds) {
        for (const [index, service] of random.shuffle(CONTAINERS).entries()) {
          const way = round[index % round.length] ?? 'kill';
          const at = new Date().toISOString();
          const { pid } = await line(service);
          await kill(way, service);
          await back(service, pid);
          running.system.log({ kind: 'fault', at, until: new Date().toISOString(), fault: way, target: service });
        }
      }
      await orders;
      expect(new Set(ids).size).toBe(2 * ordersPerStyle);
      for (const id of ids) await ended(id);
    },
    RUN_TIMEOUT_MS,
  );

  it(
    'holds every invariant, says the independent checker',
    async () => {
      const result = await running.system.check();
      expect({ ...result, output: undefined }).toMatchObject({ code: 0, held: 15, total: 15, violations: [] });
    },
    RUN_TIMEOUT_MS,
  );
}
