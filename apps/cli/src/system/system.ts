import path from 'node:path';
import { cacheFolder } from './cache.js';
import { dataFolder, makeDataFolder, type DataFolder } from './data-folder.js';
import { releaseLock, takeLock } from './lock.js';
import type { SystemOptions } from './options.js';
import { assignPorts } from './port-plan.js';
import { PortPicker } from './ports.js';
import { identify } from './process/identity.js';
import { logFile, tail, trimLogs } from './process/log-files.js';
import { ManagedProcess, type ProcessPlan } from './process/managed-process.js';
import { step, type Report } from './progress.js';
import { reap } from './reap.js';
import { REPOSITORY } from './repository.js';
import { ensureSecrets } from './secrets.js';
import { databaseUrl } from './postgres/databases.js';
import { startKafka, startPostgres, type ServerSurroundings } from './servers.js';
import { databasePlan, replicaName, servicePlan } from './service-plan.js';
import { select } from './services.js';
import { readState, writeState, type Connections, type State } from './state-file.js';

/** A process that died this often before it was ready will not become ready. */
const MAX_DEATHS_BEFORE_READY = 5;
/** How long one process may take to become ready, in milliseconds. */
const READY_TIMEOUT_MS = 90_000;
const READY_POLL_MS = 100;
/** How often the logs' sizes are looked at, in milliseconds. */
const TRIM_INTERVAL_MS = 60_000;
/** How much of a log is shown when its process does not start. */
const TAIL_LINES = 20;

/** Raised when the start was called off. */
export class Stopped extends Error {
  constructor() {
    super('stopped before it was ready');
  }
}

/** One running installation: real servers, services, and the record of everything that was started. */
export class System {
  readonly folder: DataFolder;
  readonly processes: ManagedProcess[] = [];
  private state: State;
  private stopping: Promise<void> | undefined;
  private trimming: NodeJS.Timeout | undefined;
  private callOff: () => void = () => undefined;
  /** Rejects when the system is stopped: a start waits no longer then, whatever it was waiting for. */
  private readonly calledOff = new Promise<never>((_, reject) => (this.callOff = () => reject(new Stopped())));

  constructor(
    private readonly options: SystemOptions,
    private readonly report: Report,
  ) {
    this.folder = dataFolder(options.dataDir, REPOSITORY);
    makeDataFolder(this.folder);
    takeLock(this.folder);
    this.state = { ...readState(this.folder), ready: false };
    this.calledOff.catch(() => undefined);
  }

  /**
   * Brings everything up; resolves when every service is ready.
   * @throws Error with the words of the process that did not start; nothing is left running then
   */
  async start(control: { port: number; token: string }): Promise<Connections> {
    try {
      return await Promise.race([this.bringUp(control), this.calledOff]);
    } catch (fault) {
      await this.stop();
      throw fault;
    }
  }

  /** Ends everything in order: services first, then the servers that they use. */
  stop(): Promise<void> {
    this.stopping ??= this.tearDown();
    this.callOff();
    return this.stopping;
  }

  find(name: string): ManagedProcess | undefined {
    return this.processes.find(({ plan }) => plan.name === name);
  }

  get ready(): boolean {
    return this.state.ready;
  }

  private async bringUp(control: { port: number; token: string }): Promise<Connections> {
    const started = performance.now();
    const reaped = await reap(this.state.processes);
    if (reaped.length > 0)
      this.report({ kind: 'note', text: `ended what an earlier start had left behind: ${reaped.join(', ')}` });
    this.record({ supervisor: identify(process.pid) ?? null, control, processes: [], connections: null });

    const definitions = select(this.options.selection);
    const env = this.environment();
    const replicas = definitions.flatMap((definition) =>
      Array.from({ length: this.options.replicas[definition.name] ?? 1 }, (_, index) => ({ definition, replica: index + 1 })),
    );
    const picker = new PortPicker();
    picker.reserve(control.port);
    const ports = await assignPorts(replicas, this.options.ports, env, this.state.ports, picker);
    this.record({ ports: { ...this.state.ports, ...ports } });

    const prefix = env['DATABASE_PREFIX'] ?? '';
    const roles = definitions.flatMap(({ database }) => (database === undefined ? [] : [`${prefix}${database}`]));
    const secrets = await ensureSecrets(this.folder, roles);
    const databases = definitions.flatMap((definition) => databasePlan(definition, prefix, secrets) ?? []);
    const around: ServerSurroundings = {
      folder: this.folder,
      env,
      ports,
      picker,
      report: this.report,
      run: (plan) => this.run(plan),
    };
    const [adminUrl, brokers] = await allOrFirstFault([
      startPostgres(around, secrets.postgresPassword, databases),
      startKafka(around),
    ]);

    const compileCache = path.join(cacheFolder(), 'node-compile-cache');
    const { serviceEnv } = this.options;
    const servicePorts = Object.fromEntries(
      replicas.map(({ definition, replica }) => replicaName(definition.name, replica)).map((name) => [name, ports[name] ?? 0]),
    );
    const surroundings = { adminUrl, brokers, databasePrefix: prefix, secrets, servicePorts, env, serviceEnv, compileCache };
    const plans = replicas.map(({ definition, replica }) => servicePlan(definition, replica, surroundings));
    await allOrFirstFault(
      plans.map((plan) =>
        step(
          this.report,
          undefined,
          () => this.run(plan),
          () => `${plan.name} ready`,
        ),
      ),
    );

    const connections: Connections = {
      ...publicUrls(ports),
      kafkaBrokers: brokers,
      topicPrefix: env['TOPIC_PREFIX'] ?? '',
      adminDatabaseUrl: adminUrl,
      databases: Object.fromEntries(
        databases.map((database) => [database.name.slice(prefix.length), databaseUrl(adminUrl, database)]),
      ),
    };
    this.record({ ready: true, connections });
    this.trimming = setInterval(() => trimLogs(this.folder.logs), TRIM_INTERVAL_MS);
    this.report({ kind: 'ready', ms: performance.now() - started });
    return connections;
  }

  /** The launcher's environment with the overrides; npm's own variables would only confuse the services. */
  private environment(): Record<string, string> {
    const merged = Object.entries({ ...process.env, ...this.options.env });
    return Object.fromEntries(
      merged.flatMap(([key, value]) => (value === undefined || key.startsWith('npm_') ? [] : [[key, value]])),
    );
  }

  /** Starts a process under supervision and waits until it is ready. */
  private async run(plan: ProcessPlan): Promise<void> {
    if (this.stopping) throw new Stopped();
    const note = (text: string): void => this.report({ kind: 'note', text });
    const managed = new ManagedProcess(plan, this.folder.logs, () => this.record({}), note);
    this.processes.push(managed);
    await managed.start();
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (!(await plan.isReady())) {
      if (this.stopping) throw new Stopped();
      if (managed.restarts >= MAX_DEATHS_BEFORE_READY || Date.now() > deadline) throw this.notReady(plan.name, managed.restarts);
      await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
    }
  }

  private notReady(name: string, deaths: number): Error {
    const file = logFile(this.folder.logs, name);
    const why = deaths >= MAX_DEATHS_BEFORE_READY ? `died ${deaths} times` : `was not ready after ${READY_TIMEOUT_MS / 1000} s`;
    return new Error(`${name} ${why}; the end of ${file}:\n${tail(file, TAIL_LINES).join('\n')}`);
  }

  private async tearDown(): Promise<void> {
    this.record({ ready: false });
    clearInterval(this.trimming);
    const servers = new Set(['kafka', 'postgres']);
    await Promise.all(this.processes.filter(({ plan }) => !servers.has(plan.service)).map((managed) => managed.stop()));
    await Promise.all(this.processes.filter(({ plan }) => servers.has(plan.service)).map((managed) => managed.stop()));
    this.record({ supervisor: null, control: null, processes: [], connections: null });
    releaseLock(this.folder);
  }

  /** Writes the state file, with the processes as they are at this moment. */
  private record(change: Partial<State>): void {
    const running = this.processes.flatMap((managed) => managed.record() ?? []);
    this.state = { ...this.state, processes: running, ...change };
    try {
      writeState(this.folder, this.state);
    } catch (fault) {
      // A full disk: what runs goes on running.
      this.report({ kind: 'note', text: `${this.folder.state} cannot be written: ${(fault as Error).message}` });
    }
  }
}

/** All results, or the first fault, but only after the others have ended too: nothing starts behind the back of a stop. */
async function allOrFirstFault<T extends readonly Promise<unknown>[]>(
  work: readonly [...T],
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  try {
    return await Promise.all(work);
  } catch (fault) {
    await Promise.race([Promise.allSettled(work), new Promise((resolve) => setTimeout(resolve, READY_POLL_MS))]);
    throw fault;
  }
}

function publicUrls(ports: Readonly<Record<string, number>>): Pick<Connections, 'gatewayUrl' | 'stepFunctionsUrl' | 'busUrl'> {
  const url = (name: string): string | undefined => (ports[name] === undefined ? undefined : `http://127.0.0.1:${ports[name]}`);
  const [gatewayUrl, stepFunctionsUrl, busUrl] = ['gateway', 'orchestrator', 'bus'].map((service) =>
    url(replicaName(service, 1)),
  );
  return {
    ...(gatewayUrl ? { gatewayUrl } : {}),
    ...(stepFunctionsUrl ? { stepFunctionsUrl } : {}),
    ...(busUrl ? { busUrl } : {}),
  };
}
