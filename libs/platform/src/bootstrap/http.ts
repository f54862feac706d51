import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { MAX_BODY_BYTES } from '@counterpoint/contracts';
import { PROBLEM_MEDIA_TYPE, problemOf } from '../problem/problem.js';
import { sendProblem } from '../problem/problem.filter.js';
import { withLogContext } from '../logging/logger.js';
import { childTrace, formatTraceparent, parseTraceparent } from '../tracing/traceparent.js';

/** How long a client may take to send a request, and an idle connection stays open, in milliseconds. */
const REQUEST_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_TIMEOUT_MS = 72_000;
/** Longest path parameter, in characters. */
const MAX_PARAMETER_LENGTH = 400;

/** What our hooks add to a Fastify request, besides the principal. */
export interface TracedRequest {
  /** A child of the caller's span, or a new trace; pass it on with every message and request. */
  traceparent?: string;
}

export function httpAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
    // Idle keep-alive connections would hold up a shutdown; requests in flight are finished.
    forceCloseConnections: 'idle',
    clientErrorHandler: refuseUnreadable,
    // An address that can't be read reaches no route, and so no filter.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      const detail = `The address can not be read: ${error.message}`;
      sendProblem(reply, problemOf(error.statusCode ?? 400, 'malformed-request', detail, { instance: request.url }));
    },
  });
}

/** A request that is no HTTP, or whose headers are too large, reaches neither route nor filter. */
function refuseUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy(error);
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const body = JSON.stringify(problemOf(status, 'malformed-request', 'The request could not be read as HTTP/1.1.'));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `content-type: ${PROBLEM_MEDIA_TYPE}; charset=utf-8`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** JSON is the only body that we read. An empty one counts as none, because clients label empty posts as JSON, too. */
export function readJsonOnly(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body, done);
  });
}

/** Continues the caller's trace and puts its id on every line that is logged for the request. */
export function traceRequests(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, _reply, done) => {
      const header = request.headers.traceparent;
      const trace = childTrace(parseTraceparent(typeof header === 'string' ? header : undefined));
      (request as TracedRequest).traceparent = formatTraceparent(trace);
      withLogContext({ traceId: trace.traceId }, done);
    });
}
