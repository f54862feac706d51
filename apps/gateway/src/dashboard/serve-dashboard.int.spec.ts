import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { GatewayUnderTest } from '../../test/gateway.js';

const START_TIMEOUT_MS = 60_000;
jest.setTimeout(START_TIMEOUT_MS);

/** Whether it is built or not: then the page says that it is being built. */
describe('the dashboard', () => {
  const gateway = new GatewayUnderTest();
  beforeAll(async () => gateway.start(), START_TIMEOUT_MS);
  afterAll(async () => gateway.stop(), START_TIMEOUT_MS);

  it.each(['/', '/?theme=dark', '/ui', '/ui/orders', '/ui/executions/x?view=table'])(
    'is at %s, without a token',
    async (path) => {
      const answer = await gateway.fetch(path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(await answer.text()).toContain('<title>Counterpoint</title>');
    },
  );

  it('may run its own scripts only', async () => {
    const policy = (await gateway.fetch('/')).headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(policy).not.toContain('unsafe');
  });

  it('opens no door: the API still asks for a token, and files that are not there are not', async () => {
    expect((await gateway.fetch('/orders')).status).toBe(401);
    expect((await gateway.fetch('/assets/none.js')).status).toBe(404);
    expect((await gateway.fetch('/assets/..%2findex.html')).status).toBeGreaterThanOrEqual(400);
    expect((await gateway.fetch('/uix')).status).toBe(404);
  });
});
