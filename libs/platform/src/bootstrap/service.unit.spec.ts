import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Module, NotFoundException, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { CurrentPrincipal, Public, Roles } from '../auth/decorators.js';
import { issueToken, type Principal } from '../auth/tokens.js';
import { createLogger } from '../logging/logger.js';
import { problem } from '../problem/problem.js';
import { startService, type RunningService } from './create-service.js';

const Thing = z.strictObject({ name: z.string().min(2), size: z.int() });

@Controller('things')
class ThingsController {
  @Post()
  create(@Body({ schema: Thing }) body: z.infer<typeof Thing>) {
    return { made: body.name };
  }
  @Get()
  list(@Query({ schema: z.strictObject({ limit: z.coerce.number().int().max(10).optional() }) }) query: { limit?: number }) {
    return { limit: query.limit ?? null };
  }
  @Get('mine')
  mine(@CurrentPrincipal() principal: Principal) {
    return principal;
  }
  @Roles('operator')
  @Get('secret')
  secret() {
    return { secret: 42 };
  }
  @Get('broken')
  broken() {
    throw new Error('password=hunter2 is in this text');
  }
  @Get('gone')
  gone() {
    throw new NotFoundException('The thing was given away.');
  }
  @Get('busy')
  busy() {
    throw problem(503, 'unavailable', 'The order service is away.', { headers: { 'retry-after': '1' } });
  }
  @Get(':id')
  one(@Param('id', { schema: z.uuid() }) id: string) {
    return { id };
  }
}
@Public()
@Controller('open')
class OpenController {
  @Get()
  read() {
    return { open: true };
  }
}
@Module({ controllers: [ThingsController, OpenController] })
class ThingsModule {}

const SECRET = 'a secret of the specs that is long enough';
const lines: string[] = [];

describe('a service', () => {
  let service: RunningService<'authSecret'>;
  let customer: string;
  const call = (path: string, init: RequestInit & { readonly token?: string } = {}) =>
    fetch(`${service.url}${path}`, {
      ...init,
      headers: {
        ...(init.token === undefined ? {} : { authorization: `Bearer ${init.token}` }),
        ...(init.headers as Record<string, string>),
      },
    });
  const json = { 'content-type': 'application/json' };

  beforeAll(async () => {
    service = await startService(ThingsModule, {
      service: 'things',
      needs: ['authSecret'],
      environment: { AUTH_SECRET: SECRET },
      logger: createLogger({ service: 'things', logLevel: 'info' }, { write: (line) => void lines.push(line) }),
    });
    customer = await issueToken(SECRET, { subject: 'c-1', roles: ['customer'] });
  });
  afterAll(async () => service.close());

  it('answers who the caller is', async () => {
    const answer = await call('/things/mine', { token: customer });
    expect([answer.status, await answer.json()]).toEqual([200, { subject: 'c-1', roles: ['customer'] }]);
  });

  it.each([
    ['no token', undefined, 'Bearer realm="counterpoint"'],
    ['a forged token', 'eyJhbGciOiJub25lIn0.e30.', 'Bearer realm="counterpoint", error="invalid_token"'],
  ])('asks for a token before it reads a body: %s', async (_, token, challenge) => {
    const answer = await call('/things', {
      method: 'POST',
      headers: json,
      body: '{not json',
      ...(token === undefined ? {} : { token }),
    });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe(challenge);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({
      type: 'urn:counterpoint:problem:unauthenticated',
      status: 401,
      instance: '/things',
    });
  });

  it('refuses an expired token and one of another secret', async () => {
    const expired = await issueToken(SECRET, { subject: 'c-1', roles: ['customer'], expiresInSeconds: -1 });
    const foreign = await issueToken(`${SECRET}!`, { subject: 'c-1', roles: ['admin'] });
    expect((await call('/things/mine', { token: expired })).status).toBe(401);
    expect((await call('/things/mine', { token: foreign })).status).toBe(401);
  });

  it('refuses a caller without the role, and an admin has every role', async () => {
    const refused = await call('/things/secret', { token: customer });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('www-authenticate')).toContain('insufficient_scope');
    expect(await refused.json()).toMatchObject({ detail: 'This needs a token with the role operator.' });
    const admin = await issueToken(SECRET, { subject: 'root', roles: ['admin'] });
    expect((await call('/things/secret', { token: admin })).status).toBe(200);
  });

  it('needs no token where the controller is public', async () => {
    for (const path of ['/open', '/health/live', '/health/ready', '/metrics'])
      expect([path, (await call(path)).status]).toEqual([path, 200]);
  });

  it.each([
    ['a member too many', { name: 'ab', size: 1, price: 3 }, [{ pointer: '/price', detail: 'is not known here: leave it out' }]],
    ['a wrong member', { name: 'a', size: 1 }, [{ pointer: '/name', detail: expect.stringContaining('>=2 characters') }]],
  ])('names what is wrong with a body: %s', async (_, body, errors) => {
    const answer = await call('/things', { method: 'POST', token: customer, headers: json, body: JSON.stringify(body) });
    expect([answer.status, await answer.json()]).toEqual([422, expect.objectContaining({ errors })]);
  });

  it.each([
    ['malformed JSON', { method: 'POST', headers: json, body: '{"name":' }, '/things', 400, 'malformed-request'],
    [
      'a body that is no JSON',
      { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' },
      '/things',
      415,
      'unsupported-media-type',
    ],
    ['a form', { method: 'POST', body: new URLSearchParams({ name: 'x' }) }, '/things', 415, 'unsupported-media-type'],
    ['no body at all', { method: 'POST' }, '/things', 422, 'invalid-body'],
    ['an empty body that is labelled JSON', { method: 'POST', headers: json, body: '' }, '/things', 422, 'invalid-body'],
    [
      'a prototype in the body',
      { method: 'POST', headers: json, body: '{"__proto__":{"a":1},"name":"ab","size":1}' },
      '/things',
      400,
      'malformed-request',
    ],
    [
      'a body over 256 KiB',
      { method: 'POST', headers: json, body: `"${'x'.repeat(262_144)}"` },
      '/things',
      413,
      'body-too-large',
    ],
    ['a wrong query', {}, '/things?limit=99', 400, 'invalid-query'],
    ['an unknown query parameter', {}, '/things?colour=red', 400, 'invalid-query'],
    ['an id that is none', {}, '/things/17', 404, 'not-found'],
    ['an unknown address', {}, '/nothing/here', 404, 'not-found'],
    ['an unknown method', { method: 'DELETE' }, '/things/mine', 404, 'not-found'],
    ['a broken percent escape', {}, '/things/%E0%A4%A', 400, 'malformed-request'],
    ['a service that is away', {}, '/things/busy', 503, 'unavailable'],
  ])('answers with problem details: %s', async (_, init, path, status, code) => {
    const answer = await call(path, { ...init, token: customer });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({
      status,
      type: `urn:counterpoint:problem:${code}`,
      title: expect.any(String),
      detail: expect.any(String),
    });
    expect(answer.status).toBe(status);
  });

  it.each([
    ['no HTTP at all', 'HELLO\r\n\r\n', 400],
    ['headers that are too large', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`, 431],
  ])('answers with problem details: %s', async (_, request, status) => {
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    socket.write(request);
    const answer = await text(socket);
    expect(answer).toContain(`HTTP/1.1 ${status}`);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({
      status,
      type: 'urn:counterpoint:problem:malformed-request',
    });
  });

  it('keeps the words of a handler that throws one of Nest’s exceptions', async () => {
    const answer = await call('/things/gone', { token: customer });
    expect([answer.status, await answer.json()]).toEqual([
      404,
      {
        type: 'urn:counterpoint:problem:not-found',
        title: 'Not Found',
        status: 404,
        detail: 'The thing was given away.',
        instance: '/things/gone',
      },
    ]);
  });

  it('sends the headers of a problem along', async () => {
    expect((await call('/things/busy', { token: customer })).headers.get('retry-after')).toBe('1');
  });

  it('tells nothing of the inside when something breaks, and logs it with the trace', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const answer = await call('/things/broken', { token: customer, headers: { traceparent } });
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('hunter2');
    const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>).find((line) => line.level === 'error');
    expect(logged).toMatchObject({ service: 'things', traceId: '4bf92f3577b34da6a3ce929d0e0e4736', path: '/things/broken' });
  });
});
