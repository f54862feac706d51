import { randomInt } from 'node:crypto';
import net from 'node:net';

/**
 * Ports are chosen below the range from which systems take the ports of outgoing connections (Linux: from 32768),
 * so that none of those takes the port between our look and the service's start.
 */
const LOWEST_PORT = 20_000;
const HIGHEST_PORT = 32_000;
const MAX_ATTEMPTS = 500;
const LOOPBACK = '127.0.0.1';

/** Whether a server could listen on this port of the loopback interface now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Gives out ports that are free and that it has not given out before. */
export class PortPicker {
  private readonly taken = new Set<number>();

  /** Keeps a port from being given out again. */
  reserve(port: number): void {
    this.taken.add(port);
  }

  /**
   * A free port; the preferred one (the one of the last start) when it can still be had.
   * @throws Error when the machine has none left in the range
   */
  async pick(preferred?: number): Promise<number> {
    if (preferred !== undefined && !this.taken.has(preferred) && (await isFree(preferred))) return this.give(preferred);
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const port = randomInt(LOWEST_PORT, HIGHEST_PORT);
      if (!this.taken.has(port) && (await isFree(port))) return this.give(port);
    }
    throw new Error(`no free port between ${LOWEST_PORT} and ${HIGHEST_PORT} after ${MAX_ATTEMPTS} attempts`);
  }

  private give(port: number): number {
    this.taken.add(port);
    return port;
  }
}
