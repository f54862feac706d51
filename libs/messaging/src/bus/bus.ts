/** A record to be sent. Topics are logical names everywhere above the adapters, which alone put TOPIC_PREFIX before them. */
export interface BusRecord {
  readonly topic: string;
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** A record as it was read. Offsets are below 2^53, so that they fit a number. */
export interface BusMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** When the producer made it, epoch milliseconds. */
  readonly timestamp: number;
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}
export interface Position extends TopicPartition {
  /** Offset of the next message to read, one past the last finished. */
  readonly offset: number;
}

export interface TopicSpec {
  readonly topic: string;
  readonly partitions: number;
  readonly replicas?: number;
}

export interface SubscribeOptions {
  readonly groupId: string;
  readonly topics: readonly string[];
  /**
   * Static membership: a process that was killed and comes back under the same name within the session timeout takes its
   * partitions back at once, and nobody else's are disturbed. kafkajs does not know it and joins as a new member.
   */
  readonly groupInstanceId?: string;
  /** How long the group waits for a silent member before its partitions go to others; SESSION_TIMEOUT_MS if absent. */
  readonly sessionTimeoutMs?: number;
  /**
   * What was fetched, in offset order per partition. The next fetch is sent when the promise resolves: back-pressure.
   * When it rejects, the same messages are offered again.
   */
  onMessages(messages: readonly BusMessage[]): Promise<void> | void;
  /** Before the first fetch of a new assignment; the fetch waits for the promise. Holds every partition that is owned now. */
  onAssigned(partitions: readonly TopicPartition[]): Promise<void>;
  /**
   * Before the member gives its partitions up. With @platformatic/kafka the group waits for the promise, so that work
   * in hand is finished and committed before another member starts on it. With kafkajs it is awaited only when the
   * rebalance is noticed between fetches; otherwise late work meets the inbox, as after a crash.
   */
  onRevoked(partitions: readonly TopicPartition[]): Promise<void>;
}

/** One membership of a consumer group. */
export interface Subscription {
  commit(positions: readonly Position[]): Promise<void>;
  /** What this member owns now; undefined until the group has decided. */
  assignment(): readonly TopicPartition[] | undefined;
  /** Messages that are on the owned partitions and were not yet fetched, as of the last fetch. */
  lag(): number;
  /** Fetches nothing until `resume`, stays in the group. */
  pause(): void;
  resume(): void;
  /** Stops fetching, runs `onRevoked`, leaves the group. */
  close(): Promise<void>;
}

/** The broker as the rest of the library sees it: a thin port, so that the Kafka client can be exchanged. */
export abstract class Bus {
  abstract readonly client: 'platformatic' | 'kafkajs';
  /**
   * Resolves when every in-sync replica has the records. Micro-batched: one produce request is under way, whatever
   * comes meanwhile goes with the next, in the order of the calls. A broker that is away is waited for without limit.
   */
  abstract send(records: readonly BusRecord[]): Promise<void>;
  abstract subscribe(options: SubscribeOptions): Promise<Subscription>;
  /** Creates those that do not exist; existing ones are left as they are. */
  abstract createTopics(topics: readonly TopicSpec[]): Promise<void>;
  /** Number of partitions of a topic. */
  abstract partitions(topic: string): Promise<number>;
  /** Whether the last exchange with the broker went well. */
  abstract connected(): boolean;
  /** Waits for what is being sent, then closes all connections. */
  abstract close(): Promise<void>;
}

/** A silent member loses its partitions after this time, in milliseconds: the price of a kill -9 (6 s is Kafka's lowest default). */
export const SESSION_TIMEOUT_MS = 6_000;
export const HEARTBEAT_INTERVAL_MS = 1_000;
/** How long members have to join again when the group changes, in milliseconds. */
export const REBALANCE_TIMEOUT_MS = 10_000;
/** Longest wait for work in hand before partitions are given up; below the session timeout, or the group drops the member. */
export const REVOKE_DRAIN_MS = 3_000;
/** How long an empty fetch waits at the broker, in milliseconds. A message ends the wait at once. */
export const FETCH_WAIT_MS = 500;
/** Most bytes of one fetch, and of one partition in it. */
export const FETCH_MAX_BYTES = 8_388_608;
export const FETCH_PARTITION_MAX_BYTES = 1_048_576;
