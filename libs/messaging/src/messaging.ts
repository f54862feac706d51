import { Logger } from '@nestjs/common';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import type { Bus, TopicPartition } from './bus/bus.js';
import type { Caller } from './calls/caller.js';
import { CallWorkers } from './calls/call-workers.js';
import type { TimeSource } from './clock.js';
import { BatchConsumer, type ConsumerHealth } from './consume/batch-consumer.js';
import { BatchRuntime } from './consume/batch-runtime.js';
import { Decider } from './consume/decider.js';
import { purgeInbox } from './consume/inbox.js';
import { Intake, type Route } from './consume/intake.js';
import { Lease } from './outbox/lease.js';
import { Sender } from './outbox/sender.js';
import { Parking } from './parking/parking.js';
import { openPool } from './persistence/pool.js';
import { Tables } from './persistence/table.js';
import { Relay } from './relay/relay.js';

/** How often what a crash left is looked for, in milliseconds. */
const SCAN_INTERVAL_MS = 1_000;
/** How often owners without an entry are looked for, in milliseconds: a COMMIT may land after its process was found dead. */
const ENLIST_INTERVAL_MS = 5_000;
/** How often rows of the inbox that are past their retention are removed, in milliseconds, and how many at once. */
const PURGE_INTERVAL_MS = 60_000;
const PURGED_AT_ONCE = 5_000;

export interface MessagingParts {
  readonly service: string;
  readonly databaseUrl: string;
  /** TypeORM's view of the database: entity metadata and migrations. */
  readonly source: DataSource;
  readonly bus: Bus;
  readonly clock: TimeSource;
  readonly callers: readonly Caller[];
  readonly groupInstanceId?: string | undefined;
}

/** The messaging of one service, without Nest: pool, lease, runtime, relay, calls, parking and the consumer, wired together. */
export class Messaging {
  private readonly logger = new Logger('Messaging');
  readonly pool: pg.Pool;
  readonly runtime: BatchRuntime;
  readonly parking: Parking;
  private readonly lease: Lease;
  private readonly sender: Sender;
  private readonly relay: Relay;
  private readonly calls: CallWorkers;
  private readonly routes = new Map<string, Route>();
  private readonly intake = new Intake(this.routes);
  private consumer: BatchConsumer | undefined;
  private started: Promise<void> | undefined;
  private stopped: Promise<void> | undefined;
  private assignments = 0;
  private scanning: NodeJS.Timeout | undefined;
  private enlisting: NodeJS.Timeout | undefined;
  private purging: NodeJS.Timeout | undefined;

  constructor(private readonly parts: MessagingParts) {
    const { service, databaseUrl, source, bus, clock } = parts;
    this.pool = openPool(databaseUrl, `counterpoint ${service} runtime`);
    this.lease = new Lease(databaseUrl);
    this.sender = new Sender(bus, this.pool);
    const { owner } = this.lease;
    this.calls = new CallWorkers(parts.callers, this.pool, owner, clock, (item) => this.runtime.submit([item]));
    this.relay = new Relay(this.pool, bus, this.lease, this.sender, (dead) => this.calls.adopt(dead));
    const context = {
      service,
      decider: new Decider(service, new Tables(source)),
      clock,
      owner,
      ownerOfCall: this.calls.ownerOf.bind(this.calls),
    };
    this.runtime = new BatchRuntime(context, this.pool, this.sender, {
      onCalls: (calls) => this.calls.take(calls),
      onCommitUnknown: () => this.relay.doubtOwn(),
    });
    this.parking = new Parking({ context, pool: this.pool, sender: this.sender, intake: this.intake, onCalls: (calls) => this.calls.take(calls) }); // prettier-ignore
  }

  /** Takes the lease and begins to look for what crashes left. Resolves once the database answered. */
  start(): Promise<void> {
    this.started ??= (async () => {
      await this.lease.acquire();
      await this.lease.enlistLost(this.pool);
      this.scanning = setInterval(() => this.scan(), SCAN_INTERVAL_MS);
      this.enlisting = setInterval(() => void this.lease.enlistLost(this.pool).catch(() => undefined), ENLIST_INTERVAL_MS);
      this.purging = setInterval(() => this.purge(), PURGE_INTERVAL_MS);
      this.scan();
    })();
    return this.started;
  }

  /** Joins the group of the service on the topics of these routes, and on others where their messages go, too. */
  async consume(routes: readonly Route[], otherTopics: readonly string[] = []): Promise<void> {
    await this.start();
    for (const route of routes) this.routes.set(route.type.name, route);
    const topics = [...new Set([...routes.map((route) => route.type.topic), ...otherTopics])].sort();
    if (topics.length === 0) return;
    const { service, bus, groupInstanceId } = this.parts;
    this.consumer = new BatchConsumer(bus, {
      groupId: service,
      topics,
      ...(groupInstanceId === undefined ? {} : { groupInstanceId }),
      handle: async (deliveries) => {
        const items = await this.intake.itemsOf(deliveries);
        this.runtime.submit(items);
        await this.runtime.room();
      },
      onAssigned: async (partitions) => this.assigned(partitions),
      onRevoked: async () => {
        const { assignments } = this;
        await this.runtime.messagesSettled();
        // When the group did not wait so long, the messages are those of the next assignment.
        if (assignments === this.assignments) this.runtime.forgetMessages();
      },
    });
    await this.consumer.start();
  }

  health(): ConsumerHealth & { readonly connected: boolean } {
    const health = this.consumer?.health() ?? { assigned: true, partitions: 0, lag: 0, unfinished: 0 };
    return { ...health, connected: this.parts.bus.connected() };
  }

  /** Finishes the batch in hand, commits offsets, leaves the group, lets go of calls and lease. The bus stays open. */
  stop(): Promise<void> {
    this.stopped ??= this.stopAll();
    return this.stopped;
  }

  private async stopAll(): Promise<void> {
    clearInterval(this.scanning);
    clearInterval(this.enlisting);
    clearInterval(this.purging);
    await this.consumer?.stop();
    await this.calls.stop();
    await this.runtime.stop();
    await this.sender.flush().catch(() => undefined);
    if (this.started) await this.lease.release();
    await this.pool.end();
  }

  private async assigned(partitions: readonly TopicPartition[]): Promise<void> {
    this.assignments += 1;
    // What a revocation could not finish in its time is read again, by whoever owns it now.
    this.runtime.forgetMessages();
    this.logger.log(`${this.parts.service} has ${partitions.length} partitions`);
    // The previous owner may have died between its commit and its produce: its messages go before ours.
    await this.relay.sweep();
  }

  private scan(): void {
    const late = (error: Error) => this.logger.debug(`the scan is done later: ${error.message}`);
    this.relay.sweep().catch(late);
    this.calls.scan().catch(late);
  }

  private purge(): void {
    this.pool.query(purgeInbox(PURGED_AT_ONCE)).catch(() => undefined);
  }
}
