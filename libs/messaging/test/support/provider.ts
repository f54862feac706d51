import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A payment provider that notes every call and answers as it is told. */
export class Provider {
  readonly calls: string[] = [];
  /** Calls under way at once, at most. */
  most = 0;
  private underWay = 0;
  answer: (key: string, response: ServerResponse, nth: number) => void = (_key, response) => response.writeHead(200).end();
  private readonly server: Server = createServer((request, response) => void this.take(request, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private take(request: IncomingMessage, response: ServerResponse): void {
    const key = request.headers['idempotency-key'] as string;
    this.calls.push(key);
    this.underWay += 1;
    this.most = Math.max(this.most, this.underWay);
    response.on('close', () => (this.underWay -= 1));
    request.resume();
    this.answer(key, response, this.calls.filter((one) => one === key).length);
  }
}
