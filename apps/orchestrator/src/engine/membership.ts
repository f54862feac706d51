import { ORCHESTRATOR_COMMANDS, ORCHESTRATOR_REPLIES } from '@counterpoint/contracts';
import type { Bus, BusMessage, Subscription, TopicPartition } from '@counterpoint/messaging';
import type { Clock, Logger } from '@counterpoint/platform';
import { setTimeout as delay } from 'node:timers/promises';
import { whenSent, type Aftermath } from './aftermath.js';
import type { Engine } from './engine.js';
import type { Machines } from '../store/machines.js';
import type { ExpressRuns } from './express.js';
import { forward, type Intake } from './intake.js';
import type { Outbox } from './outbox.js';
import type { Ownership } from './ownership.js';
import { Positions } from './positions.js';
import type { Residents } from './residents.js';
import type { Work } from './work.js';

const TOPICS = [ORCHESTRATOR_COMMANDS, ORCHESTRATOR_REPLIES];
/** Longest wait for the batch in hand before partitions are given up, in milliseconds; fencing covers what takes longer. */
const DRAIN_MS = 2_500;
/** Pause between attempts to recover a shard while the database is away, in milliseconds. */
const RECOVERY_RETRY_MS = 500;
/** The group has this many scans' time to tell us that a shard is another node's before we take it back. */
const HEAL_AFTER_SCANS = 8;
/** Pause between looks for room when too many Express executions run, in milliseconds. */
const EXPRESS_ROOM_MS = 10;
/** Stimuli that may wait before fetching pauses. */
const MAX_BACKLOG = 5_000;

/** This node in the consumer group: partitions come and go, messages become stimuli, finished ones are committed. */
export class Membership {
  private subscription: Subscription | undefined;
  private rejoin: () => Promise<void> = () => Promise.resolve();
  private readonly positions = new Positions();
  private readonly messageOf = new WeakMap<Work, BusMessage>();
  private assigned: readonly number[] = [];
  private owning = false;
  private left = false;
  private lostScans = 0;

  constructor(
    private readonly bus: Bus,
    private readonly engine: Engine,
    private readonly intake: Intake,
    private readonly ownership: Ownership,
    private readonly residents: Residents,
    private readonly aftermath: Aftermath,
    private readonly outbox: Outbox,
    private readonly express: ExpressRuns,
    private readonly machines: Machines,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    ownership.onLost = (shards) => residents.forgetShards(shards);
  }

  async join(groupId: string, groupInstanceId: string | undefined): Promise<void> {
    this.rejoin = () => this.join(groupId, groupInstanceId);
    this.subscription = await this.bus.subscribe({
      groupId,
      topics: TOPICS,
      ...(groupInstanceId === undefined ? {} : { groupInstanceId }),
      onMessages: (messages) => this.onMessages(messages),
      onAssigned: (partitions) => this.onAssigned(partitions),
      onRevoked: () => this.onRevoked(),
    });
  }

  /** Whether the group has given this node its part, which may be none. */
  get isReady(): boolean {
    return this.subscription?.assignment() !== undefined && this.assigned.every((shard) => this.ownership.owns(shard));
  }

  private async onMessages(messages: readonly BusMessage[]): Promise<void> {
    const works: Work[] = [];
    for (const message of messages) {
      this.positions.open(message);
      const work = await this.intake.workOf(message);
      if (work === undefined || (await this.isExpress(work, message))) {
        if (work === undefined) this.positions.finish(message);
      } else if (this.ownership.owns(work.shard)) {
        this.messageOf.set(work, message);
        works.push(work);
      } else if (work.shard !== message.partition) {
        whenSent(forward(this.bus, message, work.executionId), () => this.positions.finish(message));
      }
      // Else the shard has just moved: the message stays unfinished and comes to its new owner.
    }
    this.engine.submitAll(works);
    while (this.engine.backlog > MAX_BACKLOG) await delay(5);
  }

  /** Express executions take their own way: the message that starts one is finished when the run has ended. */
  private async isExpress(work: Work, message: BusMessage): Promise<boolean> {
    if (work.start === undefined) {
      if (!this.express.deliver(work.executionId, work.stimulus)) return false;
      this.positions.finish(message);
      return true;
    }
    const revision = await this.machines.byId(work.start.revisionId);
    if (revision?.type !== 'EXPRESS') return false;
    while (this.express.isFull) await delay(EXPRESS_ROOM_MS);
    void this.express.run(work.executionId, work.shard, work.start, revision).then(() => this.positions.finish(message));
    return true;
  }

  /** Called by the aftermath of each batch: its messages are finished when the broker has everything that they caused. */
  finished(batch: readonly Work[], sent: Promise<void>): void {
    const messages = batch.map((work) => this.messageOf.get(work)).filter((message) => message !== undefined);
    if (messages.length === 0) return;
    whenSent(sent, () => {
      for (const message of messages) this.positions.finish(message);
    });
  }

  /** Commits what is finished; called twice a second, since nothing depends on it but the amount that is repeated after a crash. */
  async commit(): Promise<void> {
    const positions = this.positions.take();
    if (positions.length > 0) await this.subscription?.commit(positions);
  }

  private async onAssigned(partitions: readonly TopicPartition[]): Promise<void> {
    const topicsOf = new Map<number, number>();
    for (const { topic, partition } of partitions)
      if (TOPICS.includes(topic)) topicsOf.set(partition, (topicsOf.get(partition) ?? 0) + 1);
    // A shard is both topics' partition; the assignor keeps them together.
    this.assigned = [...topicsOf].filter(([, count]) => count === TOPICS.length).map(([partition]) => partition);
    await this.own();
  }

  /** Takes what is assigned and not owned; again later if the database does not answer. */
  private async own(): Promise<void> {
    this.owning = true;
    try {
      await this.ownAssigned();
    } finally {
      this.owning = false;
    }
  }

  private async ownAssigned(): Promise<void> {
    const { ownership, residents } = this;
    while (!this.left) {
      const { assigned } = this;
      try {
        const gone = [...ownership.tokens.keys()].filter((shard) => !assigned.includes(shard));
        ownership.release(gone);
        residents.forgetShards(new Set(gone));
        await ownership.dropLost();
        const taken = await ownership.take(assigned);
        if (taken.length > 0) await this.recover(taken);
        const closed = assigned.filter((shard) => !ownership.owns(shard));
        if (closed.length === 0) return;
        ownership.open(closed);
        for (const resident of residents.values()) residents.arm(resident);
        return;
      } catch (error) {
        this.logger.warn({ err: error }, 'the shards could not be recovered and are tried again');
        ownership.release(assigned.filter((shard) => !ownership.owns(shard)));
        await delay(RECOVERY_RETRY_MS);
      }
    }
  }

  /**
   * What the group says is ours but another node's token took, for example while we were cut off. The messages that came
   * meanwhile are not finished and would not be fetched again, so this node leaves the group and joins anew.
   */
  async heal(): Promise<void> {
    const lost = this.assigned.some((shard) => !this.ownership.owns(shard));
    this.lostScans = lost && !this.owning ? this.lostScans + 1 : 0;
    if (this.lostScans < HEAL_AFTER_SCANS || this.left) return;
    this.lostScans = 0;
    await this.subscription?.close();
    if (!this.left) await this.rejoin();
  }

  private async recover(shards: readonly number[]): Promise<void> {
    const recovered = await this.residents.recover(shards, this.clock.now());
    await this.outbox.drain(shards);
    this.aftermath.recovered(recovered, this.clock.now(), this.bus);
    this.logger.info({ shards, executions: recovered.length }, `recovered ${recovered.length} executions`);
  }

  /** Work in hand is finished and committed. What we know stays in memory: it holds if the shard comes back before another takes it. */
  private async onRevoked(): Promise<void> {
    this.assigned = [];
    this.ownership.close();
    await Promise.race([this.engine.quiet(), delay(DRAIN_MS)]);
    await this.commit().catch((error: unknown) => this.logger.warn({ err: error }, 'positions could not be committed'));
    this.positions.forget();
  }

  async leave(): Promise<void> {
    this.left = true;
    await this.subscription?.close();
  }
}
