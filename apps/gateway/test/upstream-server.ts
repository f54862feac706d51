import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Which connection it came over, to see that connections are kept. */
  readonly port: number | undefined;
}
export interface UpstreamReply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A service behind the gateway, as far as its HTTP contract goes: it records what arrives and answers what it is told. */
export class UpstreamServer {
  readonly seen: SeenRequest[] = [];
  /** Decides an answer; undefined hangs up without one. */
  answer: (request: SeenRequest) => UpstreamReply | undefined = () => ({ status: 200, body: {} });
  private server = this.create();
  private port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    this.server = this.create();
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private create() {
    return createServer((request, response) => {
      void text(request).then((body) => {
        const { method = '', url = '', headers, socket } = request;
        const seen = { method, url, headers, body, port: socket.remotePort };
        this.seen.push(seen);
        const reply = this.answer(seen);
        if (reply === undefined) return void socket.destroy();
        const type = reply.status < 400 ? 'application/json' : 'application/problem+json';
        response.writeHead(reply.status, { 'content-type': type, ...reply.headers }).end(JSON.stringify(reply.body));
      });
    });
  }
}
