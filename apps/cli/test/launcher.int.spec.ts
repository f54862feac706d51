import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ensureTopics } from '@counterpoint/messaging/topics';
import { eventually } from '@counterpoint/testing';
import pg from 'pg';
import { identify, isAlive, waitForDeath } from '../src/system/process/identity.js';
import { Installation } from './installation.js';

/** The very first start on a machine fetches Kafka, in milliseconds. */
const FIRST_START_MS = 300_000;
const STEP_MS = 60_000;
const PROCESSES = ['postgres', 'kafka', 'dummy', 'neighbour'];

describe('an installation', () => {
  const installation = new Installation();
  const databaseUrl = (): string => installation.state.connections?.databases['dummy'] ?? '';
  const query = async (text: string): Promise<Record<string, unknown>[]> => {
    const client = new pg.Client({ connectionString: databaseUrl() });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text)).rows;
    } finally {
      await client.end();
    }
  };
  const everythingIsReady = () =>
    eventually(
      async () => expect((await installation.processes()).map(({ state }) => state)).toEqual(PROCESSES.map(() => 'ready')),
      { timeoutMs: STEP_MS },
    );

  beforeAll(async () => {
    const { code, stdout, stderr } = await installation.run(...installation.upArguments, '--detach');
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('ready in');
    expect(stdout).toContain('Next');
    await query('create table kept as select 42 as answer');
  }, FIRST_START_MS);

  afterAll(async () => {
    await installation.run('down');
    installation.remove();
  }, STEP_MS);

  it('lists its processes', async () => {
    const lines = await installation.processes();
    expect(lines.map(({ service, restarts, state }) => ({ service, restarts, state }))).toEqual(
      PROCESSES.map((service) => ({ service, restarts: 0, state: 'ready' })),
    );
    for (const { pid } of lines) expect(identify(pid ?? 0)).toBeDefined();
  });

  it('gives the service its own database and role, and the environment that was asked for', async () => {
    const answer = await fetch(`http://127.0.0.1:${installation.state.ports['dummy']}/`);
    expect(await answer.json()).toEqual({ current_user: 'dummy', current_database: 'dummy', greeting: 'hello, world' });
    const trespass = new URL(databaseUrl());
    trespass.pathname = '/neighbour';
    await expect(new pg.Client({ connectionString: trespass.href }).connect()).rejects.toThrow(
      'permission denied for database "neighbour"',
    );
  });

  it('does not trade durability for speed', async () => {
    const names = ['fsync', 'synchronous_commit', 'full_page_writes'];
    const settings = await query(
      `select name, setting from pg_settings where name in (${names.map((name) => `'${name}'`).join()})`,
    );
    expect(settings.map(({ setting }) => setting)).toEqual(['on', 'on', 'on']);
  });

  it('keeps secrets to the owner of the folder', () => {
    for (const file of ['secrets.json', 'state.json'])
      expect(fs.statSync(path.join(installation.data, file)).mode & 0o077).toBe(0);
  });

  it('prints credentials', async () => {
    const { stdout } = await installation.run('credentials', '-o', 'json');
    expect(Object.keys(JSON.parse(stdout) as object)).toEqual([
      'customerToken',
      'otherCustomerToken',
      'approverToken',
      'operatorToken',
      'accessKeyId',
      'secretAccessKey',
    ]);
  });

  it('says that it is running when it is started again', async () => {
    const { supervisor } = installation.state;
    const { code, stdout } = await installation.run(...installation.upArguments, '--detach');
    expect(code).toBe(0);
    expect(stdout).toContain('already running');
    expect(installation.state.supervisor).toEqual(supervisor);
  });

  it.each(['dummy', 'kafka', 'postgres'])(
    'kills %s, which comes back with its data',
    async (service) => {
      const before = await installation.process(service);
      const victim = identify(before.pid ?? 0);
      const { code, stdout } = await installation.run('kill', service);
      expect({ code, stdout }).toEqual({ code: 0, stdout: `${before.pid}\n` });
      expect(victim && isAlive(victim)).toBe(false);
      await everythingIsReady();
      const after = await installation.process(service);
      expect(after.restarts).toBe(before.restarts + 1);
      expect(after.pid).not.toBe(before.pid);
      expect(await query('select answer from kept')).toEqual([{ answer: 42 }]);
      // No topic is new: the broker remembers all of them.
      const probe = [{ topic: 'order.events', partitions: 1, replicas: 1 }];
      expect(await ensureTopics([installation.state.connections?.kafkaBrokers ?? ''], probe, STEP_MS)).toEqual([]);
    },
    STEP_MS,
  );

  it(
    'survives the sudden death of every child at once',
    async () => {
      for (const { pid } of await installation.processes()) if (pid !== null) process.kill(pid, 'SIGKILL');
      await everythingIsReady();
      expect(await query('select answer from kept')).toEqual([{ answer: 42 }]);
    },
    STEP_MS,
  );

  it(
    'pauses and resumes',
    async () => {
      expect((await installation.run('pause', 'dummy')).code).toBe(0);
      expect((await installation.process('dummy')).state).toBe('paused');
      await expect(
        fetch(`http://127.0.0.1:${installation.state.ports['dummy']}/`, { signal: AbortSignal.timeout(300) }),
      ).rejects.toThrow();
      expect((await installation.run('resume', 'dummy')).code).toBe(0);
      await everythingIsReady();
    },
    STEP_MS,
  );

  it('refuses a service that it does not have', async () => {
    const { code, stderr } = await installation.run('kill', 'nobody');
    expect({ code, named: stderr.includes('dummy') }).toEqual({ code: 4, named: true });
  });

  it(
    'is cleaned up after and started again when its supervisor is killed',
    async () => {
      const { supervisor, processes } = installation.state;
      if (!supervisor) throw new Error('no supervisor on record');
      process.kill(supervisor.pid, 'SIGKILL');
      await waitForDeath(supervisor, STEP_MS);
      expect((await installation.run('ps')).code).toBe(3);
      expect(processes.every(isAlive)).toBe(true);

      const { code, stdout } = await installation.run(...installation.upArguments, '--detach');
      expect(code).toBe(0);
      expect(stdout).toContain('an earlier start had left behind');
      expect(processes.some(isAlive)).toBe(false);
      expect(await query('select answer from kept')).toEqual([{ answer: 42 }]);
    },
    STEP_MS,
  );

  it(
    'ends everything',
    async () => {
      const { supervisor, processes } = installation.state;
      expect(processes).toHaveLength(PROCESSES.length);
      expect((await installation.run('down')).code).toBe(0);
      expect([...processes, ...(supervisor ? [supervisor] : [])].some(isAlive)).toBe(false);
      expect(installation.state).toMatchObject({ supervisor: null, processes: [], ready: false });
      expect((await installation.run('down')).stdout).toContain('nothing runs');
    },
    STEP_MS,
  );

  it(
    'runs in the foreground until it is interrupted',
    async () => {
      const child = installation.spawn(...installation.upArguments);
      let output = '';
      child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
      await eventually(() => expect(output).toContain('Next'), { timeoutMs: STEP_MS });
      const { processes } = installation.state;
      const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
      child.kill('SIGINT');
      expect(await exit).toBe(0);
      expect(processes).toHaveLength(PROCESSES.length);
      expect(processes.some(isAlive)).toBe(false);
    },
    STEP_MS,
  );

  it(
    'says why a service does not start, and leaves nothing running',
    async () => {
      fs.writeFileSync(
        path.join(installation.data, 'broken.json'),
        JSON.stringify([{ name: 'broken', command: ['node', '-e', 'console.error("I am broken"); process.exit(3)'] }]),
      );
      const { code, stderr } = await installation.run(
        'up',
        '--detach',
        '--services-file',
        path.join(installation.data, 'broken.json'),
      );
      expect(code).toBe(1);
      expect(stderr).toContain('I am broken');
      expect(installation.state).toMatchObject({ supervisor: null, processes: [] });
    },
    STEP_MS,
  );
});
