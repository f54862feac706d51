import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CalledTask } from '../dispatcher.js';
import { HttpInvokeCaller } from './http-invoke.js';

describe('http:invoke', () => {
  let server: Server;
  afterEach(() => void server.close());

  it('given the connection ends in the middle of the answer, then the call fails, and at once', async () => {
    server = createServer((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('the beginning', () => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const task = { task: { parameters: { ApiEndpoint: url, Method: 'GET' } } } as unknown as CalledTask;
    const result = await new HttpInvokeCaller('127.0.0.1', {}).call(task);
    expect(result).toMatchObject({ kind: 'failed', error: 'States.Http.Socket' });
  }, 5_000);
});
