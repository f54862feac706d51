import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ProcessLine } from '../src/system/report.js';
import { dataFolder } from '../src/system/data-folder.js';
import { readState, type State } from '../src/system/state-file.js';

const COMMAND = path.resolve(import.meta.dirname, '../bin/counterpoint.mjs');
const DUMMY = path.resolve(import.meta.dirname, 'dummy-service.mjs');

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An installation in a scratch folder, driven through the command as a user would. */
export class Installation {
  readonly data = fs.mkdtempSync(path.join(os.tmpdir(), 'counterpoint-cli-'));
  private readonly servicesFile = path.join(this.data, 'services.json');

  constructor() {
    fs.writeFileSync(
      this.servicesFile,
      JSON.stringify(['dummy', 'neighbour'].map((name) => ({ name, command: ['node', DUMMY], database: name }))),
    );
  }

  get upArguments(): string[] {
    return ['up', '--services-file', this.servicesFile, '--env', 'dummy:GREETING=hello, world'];
  }

  spawn(...args: string[]): ChildProcess {
    // The test run may have named servers of its own; this installation brings its servers along.
    const { DATABASE_URL: _database, KAFKA_BROKERS: _brokers, TOPIC_PREFIX: _prefix, ...env } = process.env;
    return spawn(process.execPath, [COMMAND, ...args, '--data', this.data], { stdio: ['ignore', 'pipe', 'pipe'], env });
  }

  async run(...args: string[]): Promise<Outcome> {
    const child = this.spawn(...args);
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, stdout, stderr };
  }

  async processes(): Promise<ProcessLine[]> {
    return JSON.parse((await this.run('ps', '-o', 'json')).stdout) as ProcessLine[];
  }

  async process(name: string): Promise<ProcessLine> {
    const line = (await this.processes()).find(({ service }) => service === name);
    if (!line) throw new Error(`ps does not list ${name}`);
    return line;
  }

  get state(): State {
    return readState(dataFolder(this.data, '/'));
  }

  remove(): void {
    fs.rmSync(this.data, { recursive: true, force: true });
  }
}
