import { AWS_QUOTAS, type Quotas } from '@counterpoint/asl';
import type { Bus } from '@counterpoint/messaging';
import { newId } from '@counterpoint/messaging';
import type { Clock, Logger } from '@counterpoint/platform';
import type { Pool } from 'pg';
import type { ArnScope } from '../arn.js';
import { Dispatcher, type CalledTask, type MapRunOrder } from '../dispatch/dispatcher.js';
import { expressArn } from '../arn.js';
import { Machines, type LoadedRevision } from '../store/machines.js';
import { taskTokenSecret } from '../store/settings.js';
import { Advance } from './advance.js';
import { Aftermath } from './aftermath.js';
import { Engine } from './engine.js';
import { DEFAULT_EVICTION, Eviction, type EvictionLimits } from './eviction.js';
import { Intake, stimulate } from './intake.js';
import { Membership } from './membership.js';
import { Outbox } from './outbox.js';
import { Ownership } from './ownership.js';
import type { Resident } from './resident.js';
import { Residents } from './residents.js';
import { ExpressRuns, type ExpressEnd } from './express.js';
import { shardOf } from './shard-of.js';
import { TaskTokens } from './task-tokens.js';
import { Ticker } from './ticker.js';
import type { Answer, StartRequest, Work } from './work.js';

export interface NodeOptions {
  readonly pool: Pool;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly scope: ArnScope;
  /** Partitions of the engine's two topics. */
  readonly partitions: number;
  /** Name of this process among the nodes, for people. */
  readonly name: string;
  readonly groupInstanceId?: string | undefined;
  readonly quotas?: Quotas;
  readonly eviction?: EvictionLimits;
}

/** Who takes over where the engine's own means end. */
export interface NodeHooks {
  isKnownTopic(topic: string): boolean;
  activityOf(functionArn: string): string | undefined;
  mapRun(resident: Resident, order: MapRunOrder): void;
  /** An execution was loaded that may wait for Map Runs. */
  resumed(resident: Resident): void;
  mapChildEnded(mapRunId: string, index: number, status: string): void;
  call(task: CalledTask): void;
  cancelled(resident: Resident, task: { readonly taskId: number; readonly resource: string }): void;
  activityWaiting(name: string): void;
  activityExists(activityArn: string): boolean;
}

/** How many ids are tried to find one whose shard is ours: with one shard of a hundred owned, one in 10^10 starts is forwarded. */
const MAX_ID_ATTEMPTS = 2_300;

/** One engine process: the parts, put together. */
export class EngineNode {
  readonly machines: Machines;
  readonly residents: Residents;
  readonly ownership: Ownership;
  readonly engine: Engine;
  readonly membership: Membership;
  readonly express: ExpressRuns;
  private readonly ticker: Ticker;

  private constructor(
    private readonly options: NodeOptions,
    readonly tokens: TaskTokens,
    hooks: NodeHooks,
  ) {
    const { pool, bus, clock, logger, partitions } = options;
    const around = {
      scope: options.scope,
      quotas: options.quotas ?? AWS_QUOTAS,
      taskToken: (executionId: string, taskId: number) => tokens.mint(executionId, taskId),
      activityExists: (arn: string) => hooks.activityExists(arn),
    };
    const dispatcher = new Dispatcher(
      (topic) => hooks.isKnownTopic(topic),
      (arn) => hooks.activityOf(arn),
    );
    this.machines = new Machines(pool);
    this.residents = new Residents(pool, this.machines, around);
    this.ownership = new Ownership(pool, options.name, logger);
    const aftermath = new Aftermath(this.residents, dispatcher);
    const advance = new Advance(pool, bus, this.residents, dispatcher, aftermath, logger);
    this.engine = new Engine(advance, aftermath, this.residents, this.ownership, bus, clock, logger);
    this.express = new ExpressRuns(dispatcher, bus, clock, around, (task) => hooks.call(task), logger);
    const intake = new Intake(
      this.machines,
      partitions,
      (mapRunId, index, status) => hooks.mapChildEnded(mapRunId, index, status),
      logger,
    );
    const outbox = new Outbox(pool, bus);
    this.membership = new Membership(
      bus,
      this.engine,
      intake,
      this.ownership,
      this.residents,
      aftermath,
      outbox,
      this.express,
      this.machines,
      clock,
      logger,
    );
    const eviction = new Eviction(pool, this.residents, this.ownership, clock, options.eviction ?? DEFAULT_EVICTION);
    this.ticker = new Ticker(
      pool,
      this.engine,
      this.residents,
      this.ownership,
      this.membership,
      eviction,
      aftermath,
      outbox,
      partitions,
      clock,
      logger,
    );
    aftermath.connect({
      submit: (work) => this.engine.submit(work),
      call: (task) => hooks.call(task),
      cancelled: (resident, task) => hooks.cancelled(resident, task),
      mapRun: (resident, order) => hooks.mapRun(resident, order),
      resumed: (resident) => hooks.resumed(resident),
      activityWaiting: (name) => hooks.activityWaiting(name),
      finished: (batch, sent) => {
        this.membership.finished(batch, sent);
        this.ticker.arm();
      },
    });
  }

  static async create(options: NodeOptions, hooks: NodeHooks): Promise<EngineNode> {
    return new EngineNode(options, new TaskTokens(await taskTokenSecret(options.pool)), hooks);
  }

  async start(groupId: string): Promise<void> {
    await this.membership.join(groupId, this.options.groupInstanceId);
    this.ticker.start();
  }

  /** Finishes the batch in hand, commits, leaves the group. */
  async stop(): Promise<void> {
    this.ticker.stop();
    await this.membership.leave();
    await this.engine.quiet();
  }

  /** Starts an execution under an id of a shard of ours, if we have one, so that the start is durable in one batch. */
  async begin(request: StartRequest, id = this.newId()): Promise<{ readonly id: string; readonly answer: Answer }> {
    const shard = this.shard(id);
    const stimulus = { kind: 'start' as const, input: JSON.parse(request.input) as never, inputText: request.input };
    if (this.ownership.owns(shard))
      return { id, answer: await this.deliver({ executionId: id, shard, stimulus, start: request }) };
    const startedAt = await this.post(id, { kind: 'start', input: null }, request);
    return { id, answer: { kind: 'done', startedAt, status: 'RUNNING', now: startedAt } };
  }

  /** Durable as a message; runs at least once, on whichever node reads it. */
  async startExpress(id: string, request: StartRequest): Promise<{ readonly executionArn: string; readonly startedAt: number }> {
    const startedAt = await this.post(id, { kind: 'start', input: null }, request);
    const machine = this.machines.known(request.revisionId)?.name ?? '';
    return { executionArn: expressArn(this.options.scope, machine, request.name, id), startedAt };
  }

  /** Runs here, at most once. */
  runExpress(id: string, request: StartRequest, revision: LoadedRevision): Promise<ExpressEnd> {
    return this.express.run(id, this.shard(id), request, revision);
  }

  /** Moves an execution: here if it is ours, else by a durable message to its owner. */
  async apply(executionId: string, stimulus: Work['stimulus']): Promise<Answer> {
    if (this.express.deliver(executionId, stimulus)) return { kind: 'forwarded' };
    const shard = this.shard(executionId);
    if (this.ownership.owns(shard)) return this.deliver({ executionId, shard, stimulus });
    await this.post(executionId, stimulus);
    return { kind: 'forwarded' };
  }

  /** Resolves to the time of the message when the broker has it. */
  private async post(executionId: string, stimulus: Work['stimulus'], start?: StartRequest): Promise<number> {
    const now = this.options.clock.now();
    await stimulate(this.options.bus, executionId, stimulus, newId(now), now, start);
    return now;
  }

  shard(executionId: string): number {
    return shardOf(executionId, this.options.partitions);
  }

  private deliver(work: Omit<Work, 'settle'>): Promise<Answer> {
    return this.engine.apply(work);
  }

  /** An id whose shard is ours, if we have one. */
  newId(): string {
    const now = this.options.clock.now();
    for (let attempt = 0; attempt < MAX_ID_ATTEMPTS; attempt++) {
      const id = newId(now);
      if (this.ownership.owns(this.shard(id))) return id;
    }
    return newId(now);
  }
}
