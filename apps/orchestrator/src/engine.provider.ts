import { hostname } from 'node:os';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { ORCHESTRATOR_COMMANDS, ORCHESTRATOR_REPLIES } from '@counterpoint/contracts';
import { openBus, type Bus } from '@counterpoint/messaging';
import { Clock, CONFIG, HealthRegistry, LOGGER, type Config, type Logger } from '@counterpoint/platform';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { parseArn } from './arn.js';
import { AccessKeys } from './api/access-keys.js';
import { apiHandlers } from './api/index.js';
import { serveApi } from './api/server.js';
import { StartTargets } from './api/start-targets.js';
import { FunctionCaller } from './dispatch/callers/function.js';
import { HttpInvokeCaller } from './dispatch/callers/http-invoke.js';
import { KafkaCaller, KnownTopics } from './dispatch/callers/kafka.js';
import { nestedId, StartExecutionCaller } from './dispatch/callers/start-execution.js';
import { TaskCalls } from './dispatch/callers/task-calls.js';
import { MapRuns } from './engine/map-runs.js';
import { engineConfig, type EngineConfig } from './config.js';
import { Activities } from './engine/activities.js';
import { EngineNode, type NodeHooks } from './engine/node.js';
import { ORDER_SAGA, orderSaga, scaledDefinition } from './sagas/order-saga.js';
import { registerMachine } from './sagas/register.js';
import { objectStorage } from './storage/object-storage.js';
import { MachineStore } from './store/machine-store.js';
import { taskTokenSecret } from './store/settings.js';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

const CONSUMER_GROUP = 'orchestrator';
/** Connections for batches (one is busy at a time) and for everything else. */
const HOT_CONNECTIONS = 2;
const READ_CONNECTIONS = 8;
/** Another node's new activity is known after this time, in milliseconds. */
const ACTIVITY_REFRESH_MS = 1_000;
/** The hot statements join a handful of rows with large tables: an index each time, planned once. */
const HOT_OPTIONS =
  '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off';

/** The engine as a part of the Nest application: opened before the API answers, closed after it. */
@Injectable()
export class EngineProvider implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly settings: EngineConfig = engineConfig();
  hot!: pg.Pool;
  reads!: pg.Pool;
  bus!: Bus;
  node!: EngineNode;
  activities!: Activities;
  mapRuns!: MapRuns;
  private topics!: KnownTopics;
  private targets!: StartTargets;
  private calls!: TaskCalls;
  private readonly functions = new FunctionCaller(this.settings.FUNCTION_MAP);
  readonly store: MachineStore;
  private refresher: NodeJS.Timeout | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config<'databaseUrl' | 'kafkaBrokers'>,
    @Inject(LOGGER) private readonly logger: Logger,
    readonly clock: Clock,
    private readonly health: HealthRegistry,
    private readonly http: HttpAdapterHost,
    source: DataSource,
  ) {
    this.store = new MachineStore(source);
  }

  async onModuleInit(): Promise<void> {
    const { databaseUrl: connectionString, topicPrefix, kafkaBrokers, kafkaClient, topicPartitions } = this.config;
    this.hot = this.pool({
      connectionString,
      max: HOT_CONNECTIONS,
      options: HOT_OPTIONS,
      application_name: 'counterpoint orchestrator advance',
    });
    this.reads = this.pool({ connectionString, max: READ_CONNECTIONS, application_name: 'counterpoint orchestrator reads' });
    this.bus = await openBus(kafkaClient, { brokers: kafkaBrokers, topicPrefix, clientId: 'orchestrator' });
    this.topics = new KnownTopics(this.bus);
    this.mapRuns = new MapRuns(this.reads, this.clock, this.logger, objectStorage(this.settings));
    const topics = [ORCHESTRATOR_COMMANDS, ORCHESTRATOR_REPLIES, 'orchestrator.events'];
    await this.bus.createTopics(topics.map((topic) => ({ topic, partitions: topicPartitions })));
    const { settings } = this;
    this.node = await EngineNode.create(
      {
        pool: this.hot,
        bus: this.bus,
        clock: this.clock,
        logger: this.logger,
        scope: { region: settings.SFN_REGION, account: settings.SFN_ACCOUNT },
        partitions: await this.bus.partitions(ORCHESTRATOR_COMMANDS),
        name: `${hostname()}:${process.pid}`,
        groupInstanceId: settings.KAFKA_INSTANCE_ID,
        eviction: { maxResidents: settings.ENGINE_MAX_RESIDENTS, idleMs: settings.ENGINE_IDLE_MS },
      },
      this.hooks(),
    );
    this.activities = new Activities(this.reads, (executionId, taskId, workerName) =>
      this.node.apply(executionId, { kind: 'taskStarted', taskId, ...(workerName === undefined ? {} : { workerName }) }),
    );
    this.mapRuns.connect(this.node);
    this.targets = new StartTargets(this.node.machines, this.store);
    this.calls = this.taskCalls();
    await this.serve();
  }

  private hooks(): NodeHooks {
    return {
      isKnownTopic: (topic) => this.topics.has(topic),
      activityOf: (arn) => this.functions.activityOf(arn),
      call: (task) => this.calls.run(task),
      cancelled: (resident, { taskId, resource }) => {
        if (!/:states:startExecution\.sync/.test(resource)) return;
        void this.node.apply(nestedId(resident.id, taskId), { kind: 'stop' });
      },
      mapRun: (resident, order) => this.mapRuns.order(resident, order),
      resumed: (resident) => this.mapRuns.resume(resident),
      mapChildEnded: (mapRunId, index, status) => this.mapRuns.childEnded(mapRunId, index, status as 'SUCCEEDED'),
      activityWaiting: (name) => this.activities.notify(name),
      activityExists: (arn) => this.activities.exists(parseArn(arn)?.parts[0] ?? ''),
    };
  }

  /** Every kind of task that this process carries out itself. */
  private taskCalls(): TaskCalls {
    const { node, settings, reads, logger } = this;
    const scope = { region: settings.SFN_REGION, account: settings.SFN_ACCOUNT };
    const residentOf = (id: string) => node.residents.get(id) ?? node.express.get(id);
    return new TaskCalls(
      [
        new KafkaCaller(this.bus, this.topics, residentOf, () => this.clock.now()),
        new StartExecutionCaller(node, this.targets, reads, scope),
        new HttpInvokeCaller(settings.HTTP_TASK_HOSTS, settings.HTTP_CONNECTIONS),
        this.functions,
      ],
      (executionId, stimulus) => node.apply(executionId, stimulus),
      logger,
    );
  }

  /** The Step Functions API, on the application's own port. */
  private async serve(): Promise<void> {
    const { node, store, activities, settings, reads: pool, logger } = this;
    const scope = { region: settings.SFN_REGION, account: settings.SFN_ACCOUNT };
    const keys = new AccessKeys(pool, settings.SFN_ACCESS_KEYS);
    serveApi(this.http.httpAdapter.getInstance<FastifyInstance>(), {
      handlers: apiHandlers({
        pool,
        node,
        store,
        activities,
        mapRuns: this.mapRuns,
        targets: this.targets,
        scope,
        secret: await taskTokenSecret(pool),
        logger,
      }),
      keyOf: (id) => keys.find(id),
      audit: async (key, action, request) => {
        const resource =
          Object.entries(request).find(([name]) => name.endsWith('Arn') && name !== 'roleArn')?.[1] ?? request['name'] ?? '';
        await pool.query('insert into audit (actor, action, resource, reason) values ($1, $2, $3, $4)', [
          key.accessKeyId,
          action,
          resource,
          request['cause'] ?? null,
        ]);
      },
      logger,
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await registerMachine(this.store, ORDER_SAGA, scaledDefinition(orderSaga(), this.config.stepTimeoutScale), this.logger);
    await this.activities.refresh();
    this.refresher = setInterval(() => void this.activities.refresh().catch(() => undefined), ACTIVITY_REFRESH_MS);
    await this.node.start(CONSUMER_GROUP);
    this.health.register('shards', async () => {
      if (!this.node.membership.isReady) throw new Error('no shards are owned yet');
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.refresher);
    // A start that was called off (no broker yet) has opened only some of them, in this order.
    const { node, bus, hot, reads }: Partial<Pick<EngineProvider, 'node' | 'bus' | 'hot' | 'reads'>> = this;
    await node?.stop();
    await bus?.close();
    await Promise.all([hot?.end(), reads?.end()]);
  }

  private pool(options: pg.PoolConfig): pg.Pool {
    const pool = new pg.Pool({ ...options, connectionTimeoutMillis: 5_000 });
    pool.on('error', (error) => this.logger.warn({ err: error }, 'an idle database connection broke'));
    return pool;
  }
}
