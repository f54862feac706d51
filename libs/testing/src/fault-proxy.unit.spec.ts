import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.js';
import { FaultProxy } from './fault-proxy.js';

/** An echo server and a client of it behind the proxy; `heard` is all that came back. */
describe('FaultProxy', () => {
  let server: net.Server;
  let proxy: FaultProxy;
  let received = '';
  const sockets: net.Socket[] = [];

  const connect = () => {
    const socket = net.connect(proxy.port, '127.0.0.1');
    const state = { socket, heard: '', closed: false };
    socket.on('data', (chunk) => (state.heard += chunk.toString())).on('error', () => undefined);
    socket.on('close', () => (state.closed = true));
    sockets.push(socket);
    return state;
  };

  beforeEach(async () => {
    received = '';
    server = net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        received += chunk.toString();
        socket.write(chunk);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    proxy = await FaultProxy.start({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  });
  afterEach(async () => {
    sockets.splice(0).forEach((socket) => socket.destroy());
    await proxy.stop();
    server.close();
  });

  it('passes both ways', async () => {
    const client = connect();
    client.socket.write('hello');
    await eventually(() => {
      expect(client.heard).toBe('hello');
    });
  });

  it('cut ends connections and refuses new ones until it is restored', async () => {
    const before = connect();
    before.socket.write('one');
    await eventually(() => {
      expect(before.heard).toBe('one');
    });
    proxy.cut();
    const during = connect();
    await eventually(() => {
      expect([before.closed, during.closed]).toEqual([true, true]);
    });
    proxy.restore();
    const after = connect();
    after.socket.write('two');
    await eventually(() => {
      expect(after.heard).toBe('two');
    });
  });

  it('half-open keeps connections and lets nothing through; what it held back arrives later', async () => {
    const client = connect();
    client.socket.write('one');
    await eventually(() => {
      expect(client.heard).toBe('one');
    });
    proxy.halfOpen();
    client.socket.write('two');
    const witness = await FaultProxy.start({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
    const other = net.connect(witness.port, '127.0.0.1');
    other.on('error', () => undefined);
    sockets.push(other);
    other.write('witness');
    await eventually(() => {
      expect(received).toContain('witness');
    });
    await witness.stop();
    expect([client.heard, client.closed]).toEqual(['one', false]);
    proxy.restore();
    await eventually(() => {
      expect(client.heard).toBe('onetwo');
    });
  });

  it('delay holds every chunk back for so long', async () => {
    proxy.delay(100);
    const client = connect();
    const started = performance.now();
    client.socket.write('slow');
    await eventually(() => {
      expect(client.heard).toBe('slow');
    });
    expect(performance.now() - started).toBeGreaterThanOrEqual(190);
  });

  it('drop-answers lets the request be executed and breaks the answer', async () => {
    proxy.dropAnswers();
    const client = connect();
    client.socket.write('pay');
    await eventually(() => {
      expect([received, client.heard, client.closed]).toEqual(['pay', '', true]);
    });
  });
});
