import {
  CancelExecution,
  MESSAGES,
  ORCHESTRATOR_COMMANDS,
  StartExecution,
  type CommandType,
  type Envelope,
  type OrderSnapshot,
} from '@counterpoint/contracts';
import {
  decodeData,
  decodeEnvelope,
  deriveId,
  encodeRecord,
  newId,
  openBus,
  type Bus,
  type BusMessage,
  type Subscription,
} from '@counterpoint/messaging';
import { anOrderSnapshot, eventuallyTrue, substrate } from '@counterpoint/testing';

/** What the participant does with a command: succeed, fail with this event, or say nothing. */
export type Behaviour = 'success' | 'silent' | { readonly failure: string };
export interface StatusChange {
  readonly executionId: string;
  readonly status: string;
  readonly error?: string;
  readonly cause?: string;
}

const COMMAND_TOPICS = ['order.commands', 'payment.commands', 'inventory.commands', 'shipping.commands'];
/** What the success events carry besides the order. */
const EXTRA: Readonly<Record<string, object>> = {
  StockReserved: { reservationId: '0190a000-0000-7000-8000-000000000001' },
  PaymentAuthorised: { authorisationId: 'authorisation-1', amountMinor: 2_500 },
  ShipmentScheduled: { shipmentId: 'shipment-1' },
  PaymentCaptured: { captureId: 'capture-1', amountMinor: 2_500 },
  ShipmentHandedOver: { trackingCode: 'track-1' },
};

/** All participants of the order saga in one: it answers commands as it is told, and remembers everything that it saw. */
export class Participant {
  /** Commands by message id: how often each was delivered. */
  readonly deliveries = new Map<string, number>();
  readonly commands: {
    readonly envelope: Envelope;
    readonly data: { readonly order: OrderSnapshot; readonly reason?: { code: string }; readonly cancelled?: boolean };
  }[] = [];
  readonly statuses: StatusChange[] = [];
  readonly refusals: { readonly executionId: string; readonly reason: string }[] = [];
  behave: (type: string, orderId: string) => Behaviour = () => 'success';
  private readonly subscriptions: Subscription[] = [];

  private constructor(readonly bus: Bus) {}

  static async open(prefix: string): Promise<Participant> {
    const participant = new Participant(
      await openBus('platformatic', {
        brokers: substrate().brokers.split(','),
        topicPrefix: prefix,
        clientId: 'test-participant',
      }),
    );
    const nothing = (): Promise<void> => Promise.resolve();
    const subscribe = async (
      groupId: string,
      topics: string[],
      onMessages: (messages: readonly BusMessage[]) => Promise<void>,
    ): Promise<void> => {
      participant.subscriptions.push(
        await participant.bus.subscribe({ groupId, topics, onMessages, onAssigned: nothing, onRevoked: nothing }),
      );
    };
    await subscribe('test-participant', COMMAND_TOPICS, (messages) => participant.answer(messages));
    await subscribe('test-observer', ['orchestrator.events'], (messages) => participant.observe(messages));
    return participant;
  }

  private async answer(messages: readonly BusMessage[]): Promise<void> {
    const records = [];
    for (const message of messages) {
      const envelope = decodeEnvelope(message.headers, message.key);
      const data = decodeData(message) as Participant['commands'][number]['data'];
      this.deliveries.set(envelope.id, (this.deliveries.get(envelope.id) ?? 0) + 1);
      this.commands.push({ envelope, data });
      const behaviour = this.behave(envelope.type, data.order.orderId);
      if (behaviour === 'silent') continue;
      const record = outcomeOf(envelope, data.order, behaviour);
      records.push(record);
    }
    if (records.length > 0) await this.bus.send(records);
  }

  private async observe(messages: readonly BusMessage[]): Promise<void> {
    for (const message of messages) {
      const type = message.headers['ce_type'];
      if (type === 'ExecutionStatusChanged') this.statuses.push(decodeData(message) as StatusChange);
      else this.refusals.push(decodeData(message) as { executionId: string; reason: string });
    }
  }

  async start(order = anOrderSnapshot(), machine = 'order-saga', input: unknown = { order }): Promise<OrderSnapshot> {
    const { orderId } = order;
    const data = { executionId: orderId, stateMachine: machine, name: orderId, input };
    await this.bus.send([encodeRecord(ORCHESTRATOR_COMMANDS, commandEnvelope(StartExecution, orderId), JSON.stringify(data))]);
    return order;
  }

  async cancel(executionId: string): Promise<void> {
    const data = { executionId, reason: { code: 'cancelled_by_customer', detail: 'The customer cancelled the order.' } };
    await this.bus.send([
      encodeRecord(ORCHESTRATOR_COMMANDS, commandEnvelope(CancelExecution, executionId), JSON.stringify(data)),
    ]);
  }

  ended(executionId: string, timeoutMs = 30_000): Promise<StatusChange> {
    return eventuallyTrue(
      () => this.statuses.find((change) => change.executionId === executionId && change.status !== 'RUNNING'),
      { timeoutMs, what: `${executionId} has ended` },
    );
  }

  /** Names of the commands of an order, each message once, in the order of their first delivery. */
  commandsOf(orderId: string): string[] {
    const seen = new Map(
      this.commands.filter(({ data }) => data.order.orderId === orderId).map(({ envelope }) => [envelope.id, envelope.type]),
    );
    return [...seen.values()];
  }

  async close(): Promise<void> {
    for (const subscription of this.subscriptions) await subscription.close();
    await this.bus.close();
  }
}

const commandEnvelope = (type: CommandType, key: string): Envelope => ({
  id: newId(Date.now()),
  type: type.name,
  source: '/counterpoint/test',
  time: Date.now(),
  key,
  correlationId: key,
  schemaVersion: 1,
});

function outcomeOf(envelope: Envelope, order: OrderSnapshot, behaviour: Exclude<Behaviour, 'silent'>) {
  const command = MESSAGES.get(envelope.type) as CommandType;
  const wanted =
    behaviour === 'success'
      ? command.outcomes.find((event) => event.outcome === 'success')
      : command.outcomes.find((event) => event.name === behaviour.failure);
  if (wanted === undefined || envelope.replyTo === undefined) throw new Error(`${envelope.type} can't be answered`);
  const data =
    wanted.outcome === 'failure' ? { order, reason: { code: 'test', detail: wanted.name } } : { order, ...EXTRA[wanted.name] };
  const reply: Envelope = {
    ...envelope,
    id: deriveId(envelope.id, 'outcome'),
    type: wanted.name,
    causationId: envelope.id,
    replyTo: undefined,
    outcome: wanted.outcome,
  };
  return encodeRecord(envelope.replyTo, reply, JSON.stringify(data));
}
