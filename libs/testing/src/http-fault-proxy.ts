import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the proxy sees it, whole. */
export interface ProxiedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}
/** May wait, for example until the id of an order is known that is just being placed. */
export type Match = (request: ProxiedRequest) => boolean | Promise<boolean>;

/** A request that the proxy keeps back. */
export interface Held {
  /** Resolves when the first matching request has arrived at the proxy. */
  readonly arrived: Promise<ProxiedRequest>;
  /** Lets it, and all that match later, go on to the server. */
  release(): void;
}

interface Rule {
  readonly match: Match;
  left: number;
  /** Before the request is passed on; a status refuses it in the server's place. */
  readonly before?: (request: ProxiedRequest) => Promise<number | undefined>;
  /** The server has answered: whether the client gets the answer. */
  readonly answer: boolean;
}

/**
 * An HTTP proxy that breaks single calls on purpose, in front of the payment provider or the carrier:
 * holds a request back, refuses it, or has it executed and loses the answer.
 */
export class HttpFaultProxy {
  /** Every request that arrived, in order. */
  readonly requests: ProxiedRequest[] = [];
  private readonly rules = new Set<Rule>();
  private target: URL | undefined;

  private constructor(private readonly server: http.Server) {}

  static async start(): Promise<HttpFaultProxy> {
    const server = http.createServer();
    const proxy = new HttpFaultProxy(server);
    server.on('request', (request, response) => {
      proxy.handle(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Where requests go; until it is known they are refused with 503. */
  passTo(target: string): void {
    this.target = new URL(target);
  }

  /** Keeps matching requests back until they are released. */
  hold(match: Match): Held {
    let release = () => {};
    let arrive: (request: ProxiedRequest) => void = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const arrived = new Promise<ProxiedRequest>((resolve) => (arrive = resolve));
    const before = async (request: ProxiedRequest) => {
      arrive(request);
      await released;
      return undefined;
    };
    this.rules.add({ match, left: Number.POSITIVE_INFINITY, before, answer: true });
    return { arrived, release };
  }

  /** Executes the next `times` matching requests and breaks the connection in place of the answer. Returns what heals it. */
  loseAnswer(match: Match, times = 1): () => void {
    return this.add({ match, left: times, answer: false });
  }

  /** Refuses the next `times` matching requests with a status; the server never sees them. Returns what heals it. */
  refuse(match: Match, status: number, times = 1): () => void {
    return this.add({ match, left: times, before: () => Promise.resolve(status), answer: true });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private add(rule: Rule): () => void {
    this.rules.add(rule);
    return () => this.rules.delete(rule);
  }

  private async rule(request: ProxiedRequest): Promise<Rule | undefined> {
    for (const rule of this.rules) {
      if (rule.left <= 0 || !(await rule.match(request)) || rule.left <= 0) continue;
      rule.left -= 1;
      return rule;
    }
    return undefined;
  }

  private async handle(incoming: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const request: ProxiedRequest = {
      method: incoming.method ?? 'GET',
      path: incoming.url ?? '/',
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString(),
    };
    this.requests.push(request);
    const rule = await this.rule(request);
    const refused = await rule?.before?.(request);
    if (refused !== undefined || this.target === undefined) {
      response.writeHead(refused ?? 503).end();
      return;
    }
    const answer = await this.forward(request, this.target);
    if (rule && !rule.answer) response.destroy();
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  private async forward({ method, path, headers, body }: ProxiedRequest, target: URL) {
    return new Promise<{ status: number; headers: http.IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
      const outgoing = http.request(new URL(path, target), { method, headers: { ...headers, host: target.host } }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: Buffer.concat(chunks) });
        });
      });
      outgoing.on('error', reject).end(body);
    });
  }
}
