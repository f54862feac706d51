import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { STEP_TIMEOUT_SECONDS, type OrderView, type PlaceOrderRequest } from '@counterpoint/contracts';
import pg from 'pg';
import { GatewayClient, type Credentials } from './gateway-client.js';
import { counterpoint, counterpointIn, ROOT, runNode } from './launcher.js';

export interface SystemOptions {
  /** Environment of every service: `{ STEP_TIMEOUT_SCALE: '0.5' }`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Environment of one service: `{ payment: { PROVIDER_URL: '...' } }`. */
  readonly serviceEnv?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly replicas?: Readonly<Record<string, number>>;
  /** More arguments of `counterpoint up`. */
  readonly args?: readonly string[];
}

export interface Connections {
  readonly gatewayUrl: string;
  readonly stepFunctionsUrl: string;
  readonly kafkaBrokers: string;
  readonly topicPrefix: string;
  readonly adminDatabaseUrl: string;
  readonly databases: Readonly<Record<string, string>>;
}

export interface CheckResult {
  readonly held: number;
  readonly total: number;
  readonly violations: readonly { readonly invariant: number; readonly subject: string; readonly detail: string }[];
  readonly code: number;
  readonly output: string;
}

interface ProcessLine {
  readonly service: string;
  readonly pid: number;
  readonly restarts: number;
  readonly state: string;
}

/** How commands address one of the two forms: by `--data` the launcher's, by the environment a compose project. */
interface Form {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A whole system of its own, started through the CLI on free ports in a temporary data folder, as a user would. */
export class TestSystem {
  readonly gateway: GatewayClient;
  private readonly pools = new Map<string, pg.Pool>();

  private constructor(
    readonly data: string,
    readonly connections: Connections,
    readonly ports: Readonly<Record<string, number>>,
    credentials: Credentials,
    private readonly stepTimeoutScale: number,
    private readonly form: Form = { args: ['--data', data], env: {} },
  ) {
    this.gateway = new GatewayClient(connections.gatewayUrl, credentials);
  }

  static async start(options: SystemOptions = {}): Promise<TestSystem> {
    const data = fs.mkdtempSync(path.join(os.tmpdir(), 'counterpoint-e2e-'));
    const env = Object.entries({ RATE_LIMIT_PER_SECOND: '0', ...options.env }).flatMap(([key, value]) => [
      '--env',
      `${key}=${value}`,
    ]);
    const serviceEnv = Object.entries(options.serviceEnv ?? {}).flatMap(([service, variables]) =>
      Object.entries(variables).flatMap(([key, value]) => ['--env', `${service}:${key}=${value}`]),
    );
    const replicas = Object.entries(options.replicas ?? {}).flatMap(([service, count]) => ['--replicas', `${service}=${count}`]);
    try {
      await counterpoint(
        'up',
        '--detach',
        '--free-ports',
        '--data',
        data,
        ...env,
        ...serviceEnv,
        ...replicas,
        ...(options.args ?? []),
      );
      return await TestSystem.attach(data, Number(options.env?.['STEP_TIMEOUT_SCALE'] ?? 1));
    } catch (fault) {
      await counterpoint('down', '--data', data).catch(() => undefined);
      throw new Error(`${(fault as Error).message}\n${lastLines(path.join(data, 'logs'))}`, { cause: fault });
    }
  }

  /** A system that somebody else has started. */
  static async attach(data: string, stepTimeoutScale = 1): Promise<TestSystem> {
    const state = JSON.parse(fs.readFileSync(path.join(data, 'state.json'), 'utf8')) as {
      connections: Connections;
      ports: Record<string, number>;
    };
    const credentials = JSON.parse(await counterpoint('credentials', '-o', 'json', '--data', data)) as Credentials;
    return new TestSystem(data, state.connections, state.ports, credentials, stepTimeoutScale);
  }

  /** A compose project that runs; `data` is a folder for the client's log. Who started it ends it. */
  static async attachCompose(project: string, data: string, stepTimeoutScale = 1): Promise<TestSystem> {
    const env = { COMPOSE_PROJECT_NAME: project };
    const connections = JSON.parse(await counterpointIn(env, 'info', '-o', 'json')) as Connections;
    const credentials = JSON.parse(await counterpointIn(env, 'credentials', '-o', 'json')) as Credentials;
    return new TestSystem(data, connections, {}, credentials, stepTimeoutScale, { args: [], env });
  }

  private command(...args: string[]): Promise<string> {
    return counterpointIn(this.form.env, ...args, ...this.form.args);
  }

  /** How long a saga of this system waits for a step, in milliseconds. */
  stepTimeoutMs(step: keyof typeof STEP_TIMEOUT_SECONDS): number {
    return STEP_TIMEOUT_SECONDS[step] * this.stepTimeoutScale * 1_000;
  }

  /** Places an order and insists: the same key until it is accepted. Writes the acceptance to the client's log. */
  async place(request: PlaceOrderRequest, key: string = randomUUID(), attempts = 1): Promise<OrderView> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.gateway.place(request, key).catch((fault: Error) => fault);
      if (!(answer instanceof Error) && answer.status === 202) {
        const line = {
          kind: 'accepted',
          at: new Date().toISOString(),
          orderId: answer.body.id,
          style: request.style,
          idempotencyKey: key,
        };
        this.log(line);
        return answer.body;
      }
      if (attempt >= attempts)
        throw answer instanceof Error ? answer : new Error(`POST /orders: ${answer.status} ${JSON.stringify(answer.body)}`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  /** Appends a line to the client's log, which the checker reads. */
  log(line: object): void {
    fs.appendFileSync(path.join(this.data, 'client-log.ndjson'), `${JSON.stringify(line)}\n`);
  }

  async rows<Row extends pg.QueryResultRow>(database: string, sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    let pool = this.pools.get(database);
    if (!pool) {
      pool = new pg.Pool({ connectionString: this.connections.databases[database] ?? '', max: 2 });
      pool.on('error', () => undefined);
      this.pools.set(database, pool);
    }
    return (await pool.query<Row>(sql, [...values])).rows;
  }

  kill(service: string): Promise<string> {
    return this.command('kill', service);
  }

  pause(service: string): Promise<string> {
    return this.command('pause', service);
  }

  resume(service: string): Promise<string> {
    return this.command('resume', service);
  }

  async processes(): Promise<ProcessLine[]> {
    return JSON.parse(await this.command('ps', '-o', 'json')) as ProcessLine[];
  }

  /** Runs the independent checker, a process of its own, and reads its last line. */
  async check(...args: string[]): Promise<CheckResult> {
    const log = ['--client-log', path.join(this.data, 'client-log.ndjson')];
    const checker = path.join(ROOT, 'apps/checker/dist/main.js');
    const { code, stdout, stderr } = await runNode([checker, ...this.form.args, ...log, ...args], this.form.env);
    const last = stdout.trim().split('\n').at(-1) ?? '';
    const result = last.startsWith('{')
      ? (JSON.parse(last) as Omit<CheckResult, 'code' | 'output'>)
      : { held: 0, total: 0, violations: [] };
    return { ...result, code, output: stdout + stderr };
  }

  /** Ends what this process holds open; the system goes on. */
  async detach(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.end()));
    this.pools.clear();
  }

  async stop(): Promise<void> {
    await this.detach();
    await counterpoint('down', '--data', this.data);
    if (process.env['KEEP_DATA'] === undefined) fs.rmSync(this.data, { recursive: true, force: true });
  }
}

/** Lines of each log shown when a system does not start. */
const LINES_SHOWN = 15;

function lastLines(logs: string): string {
  if (!fs.existsSync(logs)) return '';
  return fs
    .readdirSync(logs)
    .map(
      (name) =>
        `--- ${name}\n${fs.readFileSync(path.join(logs, name), 'utf8').trimEnd().split('\n').slice(-LINES_SHOWN).join('\n')}`,
    )
    .join('\n');
}
