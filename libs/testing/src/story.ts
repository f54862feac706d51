import { createHash } from 'node:crypto';
import type { Envelope, Message, ReturnAddress } from '@counterpoint/contracts';

export { AN_ADDRESS, anOrderRequest, anOrderSnapshot } from './builders/orders.js';
export { SeededRandom, seedFromEnvironment } from './random.js';

type EntityClass = abstract new () => object;
/** What an operation of the messaging library makes of an input, as far as a story needs it. */
export interface StoryIntent {
  readonly operation: {
    readonly name: string;
    readonly rows: Readonly<Record<string, { readonly entity: EntityClass; readonly many: boolean }>>;
    keys(input: never): Readonly<Record<string, string | readonly string[] | undefined>>;
    decide(rows: never, input: never, context: never): StoryDecision;
  };
  readonly input: unknown;
}
interface StoryDecision {
  readonly outcome?: Message;
  readonly messages?: readonly { readonly message: Message; readonly to: ReturnAddress | undefined; readonly topic?: string }[];
  readonly rows?: Readonly<Record<string, unknown>>;
  readonly calls?: readonly { readonly caller: string; readonly key: string; readonly request: unknown }[];
  readonly result?: unknown;
}

/** How a stimulus of a story differs from a fresh one without a return address. */
export interface When {
  readonly id?: string;
  readonly from?: ReturnAddress;
  /** Epoch milliseconds. */
  readonly now?: number;
}

/** What a decision led to. `to` is undefined for what goes to the service's own events topic. */
export interface Said {
  readonly messages: readonly {
    readonly type: string;
    readonly data: unknown;
    readonly to: ReturnAddress | undefined;
    readonly topic?: string;
  }[];
  readonly calls: readonly { readonly caller: string; readonly key: string; readonly request: unknown }[];
  readonly result: unknown;
}

/** Named form of `Said`: the message types in the order in which they are sent. */
export const typesOf = ({ messages }: Said): string[] => messages.map(({ type }) => type);

/**
 * Given rows, when an operation is asked, then rows and messages. It treats one decision after the other as the runtime
 * does: a message id that was handled before changes nothing, a call key that was used before makes no second call, and
 * whatever is sent must satisfy its contract.
 */
export class Story {
  private readonly tables = new Map<EntityClass, Map<string, object>>();
  private readonly handled = new Set<string>();
  private readonly called = new Set<string>();
  private count = 0;
  now = Date.UTC(2026, 0, 1);

  private readonly keys: ReadonlyMap<EntityClass, string>;

  /** @param keys each entity with its primary-key property; a composite key joins its properties with `/` */
  constructor(...keys: readonly (readonly [EntityClass, string])[]) {
    this.keys = new Map(keys);
  }

  given<Row extends object>(entity: abstract new () => Row, row: Row): this {
    this.table(entity).set(this.keyOf(entity, row), row);
    return this;
  }

  row<Row extends object>(entity: abstract new () => Row, key: string): Row | undefined {
    return this.table(entity).get(key) as Row | undefined;
  }

  when(intent: StoryIntent, { id, from, now }: When = {}): Said {
    this.now = now ?? this.now;
    const messageId = id ?? `stimulus-${(this.count += 1)}`;
    const duplicate = this.handled.has(messageId);
    this.handled.add(messageId);
    const decision = this.decide(intent, messageId, from, duplicate);
    if (duplicate)
      return { messages: from && decision.outcome ? [sent(decision.outcome, from)] : [], calls: [], result: undefined };
    this.save(intent, decision);
    const calls = (decision.calls ?? []).filter(({ key }) => !this.called.has(key));
    for (const { key } of calls) this.called.add(key);
    return { messages: messagesOf(decision, from), calls, result: decision.result };
  }

  private decide(intent: StoryIntent, messageId: string, from: ReturnAddress | undefined, duplicate: boolean): StoryDecision {
    const { operation, input } = intent;
    const keys = operation.keys(input as never);
    const rows = Object.fromEntries(
      Object.entries(operation.rows).map(([name, { entity, many }]) => {
        const named = keys[name];
        const found = [...new Set([named ?? []].flat())].sort().flatMap((key) => this.table(entity).get(key) ?? []);
        return [name, many ? found : found[0]];
      }),
    );
    const envelope: Envelope = {
      id: messageId,
      type: operation.name,
      source: '/story',
      time: this.now,
      key: messageId,
      correlationId: messageId,
      schemaVersion: 1,
    };
    const context = {
      now: this.now,
      envelope,
      returnAddress: from,
      duplicate,
      id: (name: string) => uuidOf(`${messageId}/${name}`),
    };
    return operation.decide(rows as never, input as never, context as never);
  }

  private save({ operation }: StoryIntent, { rows = {} }: StoryDecision): void {
    for (const [name, { entity }] of Object.entries(operation.rows)) {
      for (const row of [rows[name] ?? []].flat() as object[]) this.given(entity, Object.freeze(row));
    }
  }

  private table(entity: EntityClass): Map<string, object> {
    const table = this.tables.get(entity) ?? new Map<string, object>();
    this.tables.set(entity, table);
    return table;
  }

  private keyOf(entity: EntityClass, row: object): string {
    const property = this.keys.get(entity);
    if (property === undefined) throw new Error(`the story does not know the key of ${entity.name}`);
    return property
      .split('/')
      .map((name) => String((row as Record<string, unknown>)[name]))
      .join('/');
  }
}

function messagesOf({ outcome, messages = [] }: StoryDecision, from: ReturnAddress | undefined): Said['messages'] {
  return [...(outcome ? [sent(outcome, from)] : []), ...messages.map(({ message, to, topic }) => sent(message, to, topic))];
}

function sent({ type, data }: Message, to: ReturnAddress | undefined, topic?: string): Said['messages'][number] {
  return { type: type.name, data: type.schema.parse(data), to, ...(topic !== undefined && { topic }) };
}

function uuidOf(text: string): string {
  const hex = createHash('sha1').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
