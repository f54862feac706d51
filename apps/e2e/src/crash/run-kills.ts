import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SAGA_STYLES, TERMINAL_ORDER_STATUSES, type SagaStyle } from '@counterpoint/contracts';
import { eventually, seedFromEnvironment, SeededRandom } from '@counterpoint/testing';
import { TestSystem } from '../system/test-system.js';
import { killAtRandom, SERVICES } from './killer.js';
import { orderMix, type PlannedOrder } from './order-mix.js';

const CONCURRENCY = 8;
/** How often a client repeats a request that got no answer before it gives up: a gateway that is away comes back. */
const CLIENT_ATTEMPTS = 240;
const START_TIMEOUT_MS = 240_000;
const RUN_TIMEOUT_MS = 420_000;
const TERMINAL_TIMEOUT_MS = 240_000;

/** kill -9 of each service at random during so many orders in each style, then the independent checker. */
export function describeKills(kafkaClient: 'platformatic' | 'kafkajs', ordersPerStyle: number): void {
  const seed = seedFromEnvironment();
  const random = new SeededRandom(seed);
  let system: TestSystem;

  beforeAll(async () => {
    console.log(`seed ${seed} (repeat with TEST_SEED=${seed})`);
    system = await TestSystem.start({ env: { KAFKA_CLIENT: kafkaClient, STEP_TIMEOUT_SCALE: '0.5' } });
  }, START_TIMEOUT_MS);
  afterAll(async () => {
    await system?.stop();
  }, START_TIMEOUT_MS);

  async function placeAll(planned: readonly PlannedOrder[]): Promise<string[]> {
    const ids: string[] = [];
    let next = 0;
    const client = async () => {
      for (let order = planned[next++]; order !== undefined; order = planned[next++]) {
        const { id } = await system.place(order.request, undefined, CLIENT_ATTEMPTS);
        ids.push(id);
        // Whether it is too late is for the saga to decide, and a gateway that is away decides nothing.
        if (order.cancel) await system.gateway.cancel(id).catch(() => undefined);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, client));
    return ids;
  }

  const terminal = async (ids: readonly string[]): Promise<void> => {
    const [row] = await system.rows<{ open: number }>(
      'order_service',
      'select count(*)::int as open from orders where id = any($1) and not (status = any($2))',
      [ids, TERMINAL_ORDER_STATUSES],
    );
    expect(row?.open).toBe(0);
  };

  describe.each(SAGA_STYLES)('%s', (style: SagaStyle) => {
    it(
      `${ordersPerStyle} orders end while every service is killed`,
      async () => {
        let placing = true;
        const orders = placeAll(orderMix(style, ordersPerStyle, random)).finally(() => (placing = false));
        const kills = await killAtRandom(system, random, () => !placing);
        const ids = await orders;
        expect(new Set(ids).size).toBe(ordersPerStyle);
        expect(new Set(kills.map(({ service }) => service))).toEqual(new Set(SERVICES));
        await eventually(() => terminal(ids), { timeoutMs: TERMINAL_TIMEOUT_MS, what: 'every order is terminal' });
      },
      RUN_TIMEOUT_MS,
    );
  });

  it(
    'every invariant holds, says the independent checker',
    async () => {
      const result = await system.check();
      expect({ ...result, output: undefined }).toMatchObject({ code: 0, held: 15, total: 15, violations: [] });
    },
    RUN_TIMEOUT_MS,
  );
}
