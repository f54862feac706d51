import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { SagaStyle } from '@counterpoint/contracts';
import type { Credentials } from '../../system/gateway-client.js';
import { counterpoint } from '../../system/launcher.js';
import type { Connections } from '../../system/test-system.js';

/** Service definitions for the launcher, as `counterpoint up --services-file` takes them. */
function definitions(style: SagaStyle, participants: 'one' | 'each') {
  const orchestrator = {
    name: 'orchestrator',
    command: ['node', 'apps/orchestrator/dist/main.js'],
    database: 'orchestrator',
    publicPort: { variable: 'SFN_PORT', default: 8083 },
  };
  const names = participants === 'one' ? ['saga4-all'] : ['saga4-inventory', 'saga4-payment', 'saga4-shipping', 'saga4-order'];
  const workers = names.map((name) => ({
    name,
    command: ['node', 'apps/e2e/dist/bench/saga4/main.js'],
    database: name.replaceAll('-', '_'),
  }));
  return [...(style === 'orchestration' ? [orchestrator] : []), ...workers];
}

/** PostgreSQL, Kafka, the orchestrator (where the style needs one) and the benchmark's participants, in a folder of their own. */
export class Saga4System {
  private constructor(
    readonly data: string,
    readonly connections: Connections,
    readonly credentials: Credentials,
  ) {}

  static async start(style: SagaStyle, participants: 'one' | 'each'): Promise<Saga4System> {
    const data = fs.mkdtempSync(path.join(os.tmpdir(), 'counterpoint-bench-'));
    const servicesFile = path.join(data, 'services.json');
    fs.writeFileSync(servicesFile, JSON.stringify(definitions(style, participants)));
    try {
      await counterpoint(
        'up',
        '--detach',
        '--free-ports',
        '--data',
        data,
        '--services-file',
        servicesFile,
        '--env',
        'LOG_LEVEL=warn',
      );
      const state = JSON.parse(fs.readFileSync(path.join(data, 'state.json'), 'utf8')) as { connections: Connections };
      const credentials = JSON.parse(await counterpoint('credentials', '-o', 'json', '--data', data)) as Credentials;
      return new Saga4System(data, state.connections, credentials);
    } catch (fault) {
      await counterpoint('down', '--data', data).catch(() => undefined);
      throw fault;
    }
  }

  async stop(): Promise<void> {
    await counterpoint('down', '--data', this.data);
    if (process.env['KEEP_DATA'] === undefined) fs.rmSync(this.data, { recursive: true, force: true });
  }
}
