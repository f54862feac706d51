import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.js';
import { HttpFaultProxy } from './http-fault-proxy.js';

describe('HttpFaultProxy', () => {
  let server: http.Server;
  let proxy: HttpFaultProxy;
  let executed: string[];

  const post = async (path: string, body = 'order-1') => {
    const response = await fetch(`${proxy.url}${path}`, { method: 'POST', body });
    return { status: response.status, text: await response.text() };
  };

  beforeEach(async () => {
    executed = [];
    server = http.createServer((request, response) => {
      executed.push(request.url ?? '');
      response.writeHead(201).end(`done ${request.url}`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    proxy = await HttpFaultProxy.start();
    proxy.passTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterEach(async () => {
    await proxy.stop();
    server.close();
  });

  it('passes what no rule matches', async () => {
    proxy.refuse(({ path }) => path === '/other', 500);
    expect(await post('/captures')).toEqual({ status: 201, text: 'done /captures' });
  });

  it('refuses so often and then passes; the server sees only what passed', async () => {
    proxy.refuse(({ path }) => path === '/void', 503, 2);
    expect([(await post('/void')).status, (await post('/void')).status, (await post('/void')).status]).toEqual([503, 503, 201]);
    expect(executed).toEqual(['/void']);
  });

  it('has a call executed and loses its answer', async () => {
    proxy.loseAnswer(({ body }) => body.includes('order-1'));
    await expect(post('/captures')).rejects.toThrow();
    expect(executed).toEqual(['/captures']);
    expect((await post('/captures')).status).toBe(201);
  });

  it('holds a call back until it is released, and lets others overtake it', async () => {
    const held = proxy.hold(({ path }) => path === '/authorisations');
    const slow = post('/authorisations');
    await held.arrived;
    await post('/void');
    expect(executed).toEqual(['/void']);
    held.release();
    expect((await slow).status).toBe(201);
    await eventually(() => {
      expect(executed).toEqual(['/void', '/authorisations']);
    });
  });
});
