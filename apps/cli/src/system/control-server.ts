import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { processReport } from './report.js';
import type { System } from './system.js';

/** What a client may ask of a supervisor about one process. */
export const PROCESS_ACTIONS = ['kill', 'pause', 'resume'] as const;
export type ProcessAction = (typeof PROCESS_ACTIONS)[number];

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * The way from the command line to the supervisor: HTTP on the loopback interface, with a token that only those
 * who can read the data folder know.
 */
export class ControlServer {
  readonly token = randomBytes(24).toString('base64url');
  private readonly server: Server;

  constructor(
    private readonly system: System,
    private readonly onStop: () => void,
  ) {
    this.server = createServer((request, response) => {
      void this.answer(request).then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
        response.end(JSON.stringify(body));
      });
    });
  }

  /** Listens on a port of the system's choice and resolves to it. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    try {
      if (!this.knows(request.headers.authorization)) return { status: 401, body: { error: 'a wrong token' } };
      return await this.route(request.method ?? '', new URL(request.url ?? '/', 'http://control').pathname.slice(1).split('/'));
    } catch (fault) {
      return { status: 409, body: { error: (fault as Error).message } };
    }
  }

  private async route(method: string, [first = '', name = '', action = '']: string[]): Promise<Answer> {
    const { system } = this;
    if (method === 'GET' && first === 'processes') return { status: 200, body: await processReport(system) };
    if (method === 'POST' && first === 'stop') {
      this.onStop();
      return { status: 202, body: {} };
    }
    if (method !== 'POST' || first !== 'processes' || !isAction(action))
      return { status: 404, body: { error: 'no such request' } };
    const managed = system.find(name);
    if (!managed) {
      const names = system.processes.map(({ plan }) => plan.name).join(', ');
      return { status: 404, body: { error: `there is no service "${name}" here; there are ${names}` } };
    }
    return { status: 200, body: { service: name, pid: await managed[action]() } };
  }

  private knows(header: string | undefined): boolean {
    const given = Buffer.from(header ?? '');
    const wanted = Buffer.from(`Bearer ${this.token}`);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }
}

function isAction(word: string): word is ProcessAction {
  return PROCESS_ACTIONS.some((action) => action === word);
}
