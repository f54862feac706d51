import {
  ExecutionStatusChanged,
  ORCHESTRATOR_COMMANDS,
  StartExecution,
  type Envelope,
  type MessageType,
  type SagaStyle,
} from '@counterpoint/contracts';
import { encodeRecord, newId, openBus, type Bus, type BusMessage, type Subscription } from '@counterpoint/messaging';
import type { Ending, Planned } from '../closed-loop.js';
import { Saga4Confirmed, Saga4Placed, Saga4Released } from './messages.js';

export const STATE_MACHINE = 'saga4';
/** How long one saga may take before the run fails, in milliseconds. */
const SAGA_TIMEOUT_MS = 120_000;

/** Starts sagas by message, and hears of their ends by message: what a client of the system would do. */
export class Saga4Driver {
  readonly submitted: { readonly orderId: string; readonly fail: boolean }[] = [];
  private readonly waiting = new Map<string, (ending: Ending) => void>();
  private subscription: Subscription | undefined;

  private constructor(
    private readonly bus: Bus,
    private readonly style: SagaStyle,
  ) {}

  static async open(style: SagaStyle, brokers: string, topicPrefix: string): Promise<Saga4Driver> {
    const bus = await openBus('platformatic', { brokers: brokers.split(','), topicPrefix, clientId: 'saga4-driver' });
    const driver = new Saga4Driver(bus, style);
    const topics = style === 'orchestration' ? [ExecutionStatusChanged.topic] : [Saga4Confirmed.topic, Saga4Released.topic];
    await new Promise<void>((resolve, reject) => {
      bus
        .subscribe({
          groupId: `saga4-driver-${process.pid}`,
          topics,
          onMessages: (messages) => {
            messages.forEach((message) => {
              driver.heard(message);
            });
          },
          onAssigned: () => {
            resolve();
            return Promise.resolve();
          },
          onRevoked: () => Promise.resolve(),
        })
        .then((subscription) => (driver.subscription = subscription), reject);
    });
    return driver;
  }

  async submit({ fail }: Planned): Promise<Ending> {
    const now = Date.now();
    const orderId = newId(now);
    this.submitted.push({ orderId, fail });
    const ended = new Promise<Ending>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`the saga ${orderId} did not end within ${SAGA_TIMEOUT_MS} ms`));
      }, SAGA_TIMEOUT_MS);
      this.waiting.set(orderId, (ending) => {
        clearTimeout(timer);
        resolve(ending);
      });
    });
    const order = { orderId, fail };
    const [type, topic, data]: [MessageType, string, unknown] =
      this.style === 'orchestration'
        ? [
            StartExecution,
            ORCHESTRATOR_COMMANDS,
            { executionId: orderId, stateMachine: STATE_MACHINE, name: orderId, input: order },
          ]
        : [Saga4Placed, Saga4Placed.topic, order];
    await this.bus.send([encodeRecord(topic, envelope(type, orderId, now), JSON.stringify(data))]);
    return ended;
  }

  async close(): Promise<void> {
    await this.subscription?.close();
    await this.bus.close();
  }

  private heard({ key, headers, value }: BusMessage): void {
    const resolve = key === null ? undefined : this.waiting.get(key);
    const ending = resolve && endingOf(headers['ce_type'], value);
    if (key === null || resolve === undefined || ending === undefined) return;
    this.waiting.delete(key);
    resolve(ending);
  }
}

function endingOf(type: string | undefined, value: Buffer | null): Ending | undefined {
  switch (type) {
    case Saga4Confirmed.name:
      return 'confirmed';
    case Saga4Released.name:
      return 'compensated';
    case ExecutionStatusChanged.name: {
      const { status } = JSON.parse(String(value)) as { status: string };
      if (status === 'RUNNING') return undefined;
      return status === 'SUCCEEDED' ? 'confirmed' : 'compensated';
    }
    default:
      return undefined;
  }
}

const envelope = (type: MessageType, key: string, now: number): Envelope => ({
  id: newId(now),
  type: type.name,
  source: '/counterpoint/bench',
  time: now,
  key,
  correlationId: key,
  schemaVersion: type.version,
});
