import type { Envelope, Message, ReturnAddress } from '@counterpoint/contracts';

/** An entity class of TypeORM: the one description of a table, from which the runtime derives its set-based SQL. */
export type EntityClass<Row extends object = object> = abstract new () => Row;
/** A row's key as text; a composite key joins its columns in the order of the entity's primary key with `/`. */
export type Key = string;

/** Rows that an operation names: one, by its key, or several of a table. */
export type RowSpec = { readonly [name: string]: { readonly entity: EntityClass; readonly many: boolean } };
export const one = <Row extends object>(entity: EntityClass<Row>) => ({ entity, many: false }) as const;
export const many = <Row extends object>(entity: EntityClass<Row>) => ({ entity, many: true }) as const;

type RowOf<S> = S extends { readonly entity: EntityClass<infer Row> } ? Row : never;
/** What `decide` sees: a missing row is undefined; a list holds the rows that exist, in key order. */
export type Rows<Spec extends RowSpec> = {
  readonly [N in keyof Spec]: Spec[N] extends { many: true } ? readonly RowOf<Spec[N]>[] : RowOf<Spec[N]> | undefined;
};
/** What `decide` may save: whole rows, new or changed. A row that is not mentioned stays. */
export type ChangedRows<Spec extends RowSpec> = {
  readonly [N in keyof Spec]?: Spec[N] extends { many: true } ? readonly RowOf<Spec[N]>[] : RowOf<Spec[N]>;
};
export type Keys<Spec extends RowSpec> = {
  readonly [N in keyof Spec]: Spec[N] extends { many: true } ? readonly Key[] : Key | undefined;
};

/** What a decision may know besides rows and input. Ids and time come from here, so that `decide` stays pure. */
export interface DecisionContext {
  /** Epoch milliseconds by the injected clock, the same for the whole batch. */
  readonly now: number;
  /** The message that asks, or the stimulus (HTTP request, timer, answer) in the form of one. */
  readonly envelope: Envelope;
  /** The return address of the message, if it has one. */
  readonly returnAddress: ReturnAddress | undefined;
  /** True when the message was handled before: changes are discarded, only the outcome is sent again. */
  readonly duplicate: boolean;
  /** A UUIDv7 derived from the message id and this name: the same on every repetition. */
  id(name: string): string;
}

/** A call to the outside that has to follow once the decision is committed. Its answer is the next decision's input. */
export interface OutsideCall {
  /** Which registered caller makes it. */
  readonly caller: string;
  /** Idempotency key of the call; a second call row of the same key replaces none and is ignored. */
  readonly key: string;
  /** The saga's key (order id), for the order of calls and for logs. */
  readonly sagaKey: string;
  readonly request: unknown;
  /** Earliest time of the first try, epoch milliseconds; at once if absent. */
  readonly notBefore?: number;
}

/** A message with an address of its own, where the rule "return address, else own events" is not meant. */
export interface AddressedMessage {
  readonly message: Message;
  /** `undefined`: the service's own events topic, even if the stimulus has a return address. */
  readonly to: ReturnAddress | undefined;
  /** Topic in place of both, for commands such as StartExecution. */
  readonly topic?: string;
  /** Kafka key if it is not the key of the stimulus. */
  readonly key?: string;
  /** Where the receiver shall send the outcome of this message, if it is a command. */
  readonly replyTo?: ReturnAddress;
}

export interface Decision<Spec extends RowSpec, Result = unknown> {
  /** The one outcome; it goes to the return address if there is one, else to the service's own events topic. */
  readonly outcome?: Message;
  readonly messages?: readonly AddressedMessage[];
  readonly rows?: ChangedRows<Spec>;
  readonly calls?: readonly OutsideCall[];
  /** Answer for a caller in this process (HTTP handler, timer). Never sent. */
  readonly result?: Result;
}

/** One local decision of a participant. Authors never see the batch in which the runtime takes it. */
export interface OperationDefinition<Input, Spec extends RowSpec, Result> {
  /** Unique in the service; shown in logs, metrics and parking. */
  readonly name: string;
  readonly rows: Spec;
  keys(input: Input): Keys<Spec>;
  /** Pure: (rows, input) -> (rows, outcome). No I/O, clock, randomness; a business failure is an outcome, never a throw. */
  decide(rows: Rows<Spec>, input: Input, context: DecisionContext): Decision<Spec, Result>;
}

/** What an adapter returns: this operation, on this input. The runtime decides it together with its batch. */
export interface Intent<Result = unknown> {
  readonly operation: OperationDefinition<never, RowSpec, Result>;
  readonly input: unknown;
}

/** Makes an operation: a function from input to intent, so that an adapter method is one line. */
export function operation<Input, const Spec extends RowSpec, Result = void>(
  definition: OperationDefinition<Input, Spec, Result>,
): (input: Input) => Intent<Result> {
  return (input) => ({ operation: definition, input });
}
