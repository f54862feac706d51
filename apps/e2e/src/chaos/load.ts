import { eventually, type SeededRandom } from '@counterpoint/testing';
import type { TestSystem } from '../system/test-system.js';
import { chaosOrder, type ChaosOrder, type OrderKind } from './catalogue.js';

const CLIENTS = 16;
/** How often a client repeats a request before it gives up: everything comes back, so it never should. */
const CLIENT_ATTEMPTS = 1_200;
const DECISION_TIMEOUT_MS = 240_000;

/** Clients that place orders, cancel some and decide on some, whatever happens to the system. */
export class Load {
  readonly accepted: { readonly id: string; readonly kind: OrderKind }[] = [];
  private released = 0;
  private taken = 0;
  private wake: () => void = () => undefined;
  private readonly decisions: Promise<void>[] = [];

  constructor(
    private readonly system: TestSystem,
    private readonly random: SeededRandom,
    private readonly orders: number,
  ) {}

  /** Lets the clients place orders up to so many in all, so that load and faults last equally long. */
  release(upTo: number): void {
    this.released = Math.min(this.orders, Math.max(this.released, upTo));
    this.wake();
  }

  /** Resolves when every order was accepted, and cancelled or decided where that was planned. */
  async run(): Promise<void> {
    await Promise.all(Array.from({ length: CLIENTS }, () => this.client()));
    await Promise.all(this.decisions);
  }

  private async client(): Promise<void> {
    while (this.taken < this.orders) {
      if (this.taken >= this.released) {
        await new Promise<void>((resolve) => {
          const earlier = this.wake;
          this.wake = () => {
            earlier();
            resolve();
          };
        });
        continue;
      }
      this.taken += 1;
      await this.one(chaosOrder(this.random));
    }
  }

  private async one({ kind, request, decision }: ChaosOrder): Promise<void> {
    const { id } = await this.system.place(request, undefined, CLIENT_ATTEMPTS);
    this.accepted.push({ id, kind });
    // A gateway that is away does not take the wish to cancel; the customer shrugs.
    if (kind === 'cancelled') await this.system.gateway.cancel(id).catch(() => undefined);
    if (kind === 'approval') this.decisions.push(this.decide(id, decision));
  }

  private async decide(id: string, decision: 'approve' | 'refuse'): Promise<void> {
    await eventually(
      async () => {
        const { status } = await this.system.gateway.order(id);
        if (status === 'CONFIRMED' || status === 'REJECTED' || status === 'CANCELLED' || status === 'COMPENSATING') return;
        const approval = await this.system.gateway.approvalOf(id);
        if (approval === undefined || approval.status !== 'pending')
          throw new Error(`no approval to decide, the order is ${status}`);
        const answer = await this.system.gateway.decide(approval.id, decision, 'in a chaos run');
        if (answer.status !== 200 && answer.status !== 409) throw new Error(`deciding answered ${answer.status}`);
      },
      { timeoutMs: DECISION_TIMEOUT_MS, what: `a decision on ${id}` },
    );
  }
}
