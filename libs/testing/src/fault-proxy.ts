import net from 'node:net';
import type { AddressInfo } from 'node:net';

interface Pair {
  readonly client: net.Socket;
  readonly upstream: net.Socket;
}

/**
 * A TCP proxy that breaks on demand, in front of a real server (PostgreSQL, Kafka, provider, carrier):
 * - `cut`: connections end at once (RST) and new ones are refused, as if the server were dead;
 * - `halfOpen`: connections stay up but nothing passes, as if a cable were pulled;
 * - `delay`: each chunk passes after so many milliseconds, in each direction, in order;
 * - `dropAnswers`: requests arrive, answers do not: "executed, but the caller saw an error";
 * - `restore`: everything passes again; what `halfOpen` held back is delivered.
 */
export class FaultProxy {
  private readonly pairs = new Set<Pair>();
  private fault: 'none' | 'cut' | 'half-open' | 'drop-answers' = 'none';
  private delayMs = 0;

  private constructor(
    private readonly server: net.Server,
    private readonly target: { readonly host: string; readonly port: number },
  ) {}

  /** Listens on a free port of 127.0.0.1, or on the one given. */
  static async start(target: { host: string; port: number }, port = 0): Promise<FaultProxy> {
    const server = net.createServer({ pauseOnConnect: true });
    const proxy = new FaultProxy(server, target);
    server.on('connection', (client) => {
      proxy.accept(client);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  cut(): void {
    this.fault = 'cut';
    this.breakConnections();
  }

  halfOpen(): void {
    this.fault = 'half-open';
    for (const { client, upstream } of this.pairs) [client, upstream].forEach((socket) => socket.pause());
  }

  /** Requests still pass, but every answer is lost and its connection broken. */
  dropAnswers(): void {
    this.fault = 'drop-answers';
  }

  delay(milliseconds: number): void {
    this.delayMs = milliseconds;
  }

  restore(): void {
    this.fault = 'none';
    this.delayMs = 0;
    for (const { client, upstream } of this.pairs) [client, upstream].forEach((socket) => socket.resume());
  }

  async stop(): Promise<void> {
    this.breakConnections();
    await new Promise<void>((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
  }

  private breakConnections(): void {
    for (const pair of this.pairs) this.end(pair);
  }

  private end(pair: Pair): void {
    this.pairs.delete(pair);
    pair.client.resetAndDestroy();
    pair.upstream.resetAndDestroy();
  }

  private accept(client: net.Socket): void {
    if (this.fault === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const pair: Pair = { client, upstream: net.connect(this.target) };
    this.pairs.add(pair);
    this.pass(pair, client, pair.upstream, 'request');
    this.pass(pair, pair.upstream, client, 'answer');
    if (this.fault === 'half-open') pair.upstream.pause();
    else client.resume();
  }

  private pass(pair: Pair, from: net.Socket, to: net.Socket, direction: 'request' | 'answer'): void {
    const broken = () => {
      this.end(pair);
    };
    from.setNoDelay(true).on('error', broken);
    from.on('close', () => {
      this.pairs.delete(pair);
      to.end();
    });
    from.on('data', (chunk) => {
      if (direction === 'answer' && this.fault === 'drop-answers') broken();
      else if (this.delayMs > 0) setTimeout(() => to.destroyed || to.write(chunk), this.delayMs);
      else if (!to.write(chunk)) this.waitForDrain(from, to);
    });
  }

  private waitForDrain(from: net.Socket, to: net.Socket): void {
    from.pause();
    to.once('drain', () => {
      if (this.fault !== 'half-open') from.resume();
    });
  }
}
