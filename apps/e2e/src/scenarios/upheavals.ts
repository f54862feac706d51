import { SAGA_STYLES, type SagaStyle } from '@counterpoint/contracts';
import { expect } from '@jest/globals';
import { anOrderRequest, eventually } from '@counterpoint/testing';
import type { TestSystem } from '../system/test-system.js';
import { domainState, fulfilled, undone, type DomainState } from './domain-state.js';

/** A scenario that takes a whole service away, from the orders of both styles at once. */
export interface Upheaval {
  readonly name: string;
  play(system: TestSystem): Promise<void>;
}

const TURN_TIMEOUT_MS = 120_000;

async function placeBoth(system: TestSystem): Promise<Record<SagaStyle, string>> {
  const [choreography, orchestration] = await Promise.all(SAGA_STYLES.map((style) => system.place(anOrderRequest(style))));
  return { choreography: choreography?.id ?? '', orchestration: orchestration?.id ?? '' };
}

async function bothEndIn(system: TestSystem, orders: Record<SagaStyle, string>, final: DomainState): Promise<void> {
  await eventually(
    async () => {
      const states = await Promise.all(
        SAGA_STYLES.map(async (style) => ({ style, ...(await domainState(system, orders[style])) })),
      );
      expect(states).toEqual(SAGA_STYLES.map((style) => ({ style, ...final })));
    },
    { timeoutMs: TURN_TIMEOUT_MS },
  );
}

/** Waits until the sagas have given up on a step. */
async function bothGiveUp(system: TestSystem, orders: Record<SagaStyle, string>): Promise<void> {
  await eventually(
    async () => {
      const [payment] = await system.rows<{ voided: number }>(
        'payment_service',
        `select count(*)::int as voided from payment where order_id = any($1) and status in ('VOIDING', 'VOIDED')`,
        [Object.values(orders)],
      );
      expect(payment?.voided).toBe(2);
    },
    { timeoutMs: TURN_TIMEOUT_MS, what: 'both sagas compensate' },
  );
}

export const UPHEAVALS: readonly Upheaval[] = [
  {
    name: 'shipping is dead past its deadline: both orders are rejected, and what it does late is undone',
    play: async (system) => {
      await system.pause('shipping');
      const orders = await placeBoth(system);
      await bothGiveUp(system, orders);
      await system.resume('shipping');
      await bothEndIn(system, orders, undone('REJECTED'));
    },
  },
  {
    name: 'the orchestrator and the order service are killed in mid-flight: both orders are confirmed',
    play: async (system) => {
      const orders = await placeBoth(system);
      await Promise.all([system.kill('orchestrator'), system.kill('order')]);
      await bothEndIn(system, orders, fulfilled(1, 2_500));
    },
  },
  {
    name: 'every participant is killed in mid-flight: both orders are confirmed',
    play: async (system) => {
      const orders = await placeBoth(system);
      await Promise.all(['payment', 'inventory', 'shipping', 'provider', 'carrier'].map((service) => system.kill(service)));
      await bothEndIn(system, orders, fulfilled(1, 2_500));
    },
  },
];
