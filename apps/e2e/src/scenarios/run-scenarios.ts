import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SAGA_STYLES, type SagaStyle } from '@counterpoint/contracts';
import { anOrderRequest, eventually, HttpFaultProxy } from '@counterpoint/testing';
import { TestSystem } from '../system/test-system.js';
import { domainState } from './domain-state.js';
import { Faults, SCENARIOS, type Scenario } from './scenarios.js';
import { UPHEAVALS } from './upheavals.js';

/** Half the time that the slow provider needs does not fit into a step; this does, with a little to spare. */
const STEP_TIMEOUT_SCALE = '0.6';
/** Enough for the approver of a scenario, and short enough to wait for the end of it. */
const APPROVAL_DEADLINE_SECONDS = '15';
/** Executions that rest longer are evicted from memory, so that those that wait for a person are loaded again. */
const ENGINE_IDLE_MS = '2000';
const START_TIMEOUT_MS = 240_000;
const SCENARIO_TIMEOUT_MS = 180_000;
const UPHEAVAL_TIMEOUT_MS = 300_000;
const FINAL_STATE_TIMEOUT_MS = 120_000;

/**
 * The claim of the whole repository, as a test: every scenario ends in the same domain state in both styles.
 * All of them run at the same time on one system; those that stop a whole service follow one by one.
 */
export function describeScenarios(kafkaClient: 'platformatic' | 'kafkajs'): void {
  let system: TestSystem;
  let provider: HttpFaultProxy;
  let carrier: HttpFaultProxy;
  const runs = new Map<string, Promise<void>>();

  /** Places the order of a scenario, plays it, and waits for the state that it has to end in. */
  async function play({ order, before, act, final }: Scenario, style: SagaStyle): Promise<void> {
    let placed: (orderId: string) => void = () => undefined;
    const faults = new Faults(provider, carrier, new Promise((resolve) => (placed = resolve)));
    before?.(faults);
    const accepted = await system.place(anOrderRequest(style, order));
    placed(accepted.id);
    await act?.({ system, order: accepted }, faults);
    await eventually(async () => expect(await domainState(system, accepted.id)).toEqual(final), {
      timeoutMs: FINAL_STATE_TIMEOUT_MS,
    });
    faults.heal();
  }

  beforeAll(async () => {
    [provider, carrier] = await Promise.all([HttpFaultProxy.start(), HttpFaultProxy.start()]);
    system = await TestSystem.start({
      env: { STEP_TIMEOUT_SCALE, APPROVAL_DEADLINE_SECONDS, KAFKA_CLIENT: kafkaClient, ENGINE_IDLE_MS },
      serviceEnv: { payment: { PROVIDER_URL: provider.url }, shipping: { CARRIER_URL: carrier.url } },
    });
    provider.passTo(`http://127.0.0.1:${system.ports['provider']}`);
    carrier.passTo(`http://127.0.0.1:${system.ports['carrier']}`);
    for (const style of SAGA_STYLES) {
      for (const scenario of SCENARIOS) {
        const run = play(scenario, style);
        // The test of the scenario awaits it and sees the failure; until then nobody does.
        run.catch(() => undefined);
        runs.set(`${style} ${scenario.name}`, run);
      }
    }
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    await system?.stop();
    await Promise.all([provider.stop(), carrier.stop()]);
  }, START_TIMEOUT_MS);

  describe.each(SAGA_STYLES)('%s', (style) => {
    it.each(SCENARIOS)(
      '$name',
      async ({ name }) => {
        await runs.get(`${style} ${name}`);
      },
      SCENARIO_TIMEOUT_MS,
    );
  });

  it(
    'the last pieces are sold once, whoever asks in whichever style',
    async () => {
      const requests = Array.from({ length: 12 }, (_, index) =>
        anOrderRequest(SAGA_STYLES[index % 2] ?? 'choreography', { sku: 'RARE' }),
      );
      const orders = await Promise.all(requests.map((request) => system.place(request)));
      const ended = await eventually(
        async () => {
          const states = await Promise.all(orders.map(({ id }) => system.gateway.order(id)));
          expect(states.every(({ status }) => status === 'CONFIRMED' || status === 'REJECTED')).toBe(true);
          return states;
        },
        { timeoutMs: FINAL_STATE_TIMEOUT_MS },
      );
      expect(ended.filter(({ status }) => status === 'CONFIRMED')).toHaveLength(5);
    },
    SCENARIO_TIMEOUT_MS,
  );

  describe('with a whole service away', () => {
    it.each(UPHEAVALS)(
      '$name',
      async (upheaval) => {
        await upheaval.play(system);
      },
      UPHEAVAL_TIMEOUT_MS,
    );
  });

  it(
    'every invariant holds at the end, says the independent checker',
    async () => {
      const result = await system.check();
      expect({ ...result, output: undefined }).toMatchObject({ code: 0, held: 15, total: 15, violations: [] });
    },
    SCENARIO_TIMEOUT_MS,
  );

  it(
    'and it would see each of them broken',
    async () => {
      const { code, output } = await system.check('--self-test');
      expect(JSON.parse(output.trim().split('\n').at(-1) ?? '{}')).toEqual({ reported: 15, planted: 15, missed: [] });
      expect(code).toBe(0);
    },
    SCENARIO_TIMEOUT_MS,
  );
}
