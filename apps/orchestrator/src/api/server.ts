import { randomUUID } from 'node:crypto';
import type { Logger } from '@counterpoint/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AUDITED, mayCall } from './access.js';
import { check } from './constraints.js';
import { SfnError } from './errors.js';
import type { ActionAnswer, Caller, Handlers } from './handlers.js';
import { isAction, REQUESTS, type Action } from './requests.js';
import { verifySignature, type AccessKey } from './signature.js';

/** Largest request (AWS: 1 MB), in bytes; a little above, so that a definition of exactly that size gets its own answer. */
const MAX_REQUEST_BYTES = 1_258_291;
const CONTENT_TYPE = 'application/x-amz-json-1.0';
const TARGET = /^AWSStepFunctions\.(\w+)$/;

export interface ApiServer {
  readonly handlers: Handlers;
  keyOf(accessKeyId: string): Promise<AccessKey | undefined>;
  audit(key: AccessKey, action: Action, request: Readonly<Record<string, unknown>>): Promise<void>;
  readonly logger: Logger;
}

/** AWS JSON 1.0: one route, the action in a header, every error an HTTP 400 with its name in the body. */
export function serveApi(fastify: FastifyInstance, server: ApiServer): void {
  fastify.addContentTypeParser<string>(
    CONTENT_TYPE,
    { parseAs: 'string', bodyLimit: MAX_REQUEST_BYTES },
    (_request, body, done) => done(null, body),
  );
  fastify.route({
    method: 'POST',
    url: '/',
    bodyLimit: MAX_REQUEST_BYTES,
    config: { public: true },
    handler: async (request, reply) => {
      const requestId = randomUUID();
      void reply.header('x-amzn-requestid', requestId).header('content-type', CONTENT_TYPE);
      try {
        const answer = await handle(server, request, reply);
        return await reply.send(JSON.stringify(wire(answer)));
      } catch (error) {
        return sendError(server, reply, error, requestId);
      }
    },
  });
}

async function handle(server: ApiServer, request: FastifyRequest, reply: FastifyReply): Promise<ActionAnswer> {
  const action = TARGET.exec(String(request.headers['x-amz-target'] ?? ''))?.[1] ?? '';
  if (!isAction(action)) throw new SfnError('UnknownOperationException', '');
  const body = typeof request.body === 'string' ? request.body : '';
  const key = await verifySignature({ headers: request.headers, body }, (id) => server.keyOf(id), Date.now());
  if (!mayCall(key.role, action)) {
    throw new SfnError(
      'AccessDeniedException',
      `User: ${key.accessKeyId} with role ${key.role} is not authorized to perform: states:${action}`,
    );
  }
  const members = parseBody(body);
  check(REQUESTS[action], members);
  const caller = { key, aborted: clientGone(reply), delivered: answerDelivered(reply) };
  const answer = await call(server.handlers, action, members, caller);
  if (AUDITED.has(action)) await server.audit(key, action, members);
  return answer;
}

/** The request was checked against the action's constraints, which is where its type comes from. */
const call = (
  handlers: Handlers,
  action: Action,
  members: Readonly<Record<string, unknown>>,
  caller: Caller,
): Promise<ActionAnswer> => (handlers[action] as (request: unknown, caller: Caller) => Promise<ActionAnswer>)(members, caller);

function parseBody(body: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(body === '' ? '{}' : body);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
      throw new SfnError('SerializationException', 'The request is no object');
    return Object.fromEntries(Object.entries(parsed).filter(([, value]) => value !== null));
  } catch (error) {
    if (error instanceof SfnError) throw error;
    throw new SfnError('SerializationException', 'The request is no JSON');
  }
}

function clientGone(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => controller.abort());
  return controller.signal;
}

function answerDelivered(reply: FastifyReply): Promise<boolean> {
  return new Promise((resolve) => {
    reply.raw.once('finish', () => resolve(true));
    reply.raw.once('close', () => resolve(reply.raw.writableFinished));
  });
}

function sendError(server: ApiServer, reply: FastifyReply, error: unknown, requestId: string): FastifyReply {
  if (error instanceof SfnError) {
    return reply.status(400).send(JSON.stringify({ __type: error.name, message: error.message, ...error.members }));
  }
  server.logger.error({ err: error, requestId }, 'an API call failed');
  return reply
    .status(500)
    .send(
      JSON.stringify({ __type: 'InternalFailure', message: 'The request processing has failed because of an internal fault.' }),
    );
}

/** Dates become epoch seconds, which is how the protocol sends them. */
function wire(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(wire);
  if (typeof value === 'object' && value !== null) {
    const sent: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(value)) if (member !== undefined && member !== null) sent[name] = wire(member);
    return sent;
  }
  return value;
}
