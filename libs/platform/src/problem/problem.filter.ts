import { STATUS_CODES } from 'node:http';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';
import type { Problem } from '@counterpoint/contracts';
import type { Logger } from '../logging/logger.js';
import { PROBLEM_MEDIA_TYPE, problemOf, ProblemError } from './problem.js';

/** The part of a Fastify reply that we use. */
export interface Reply {
  readonly sent: boolean;
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  send(body: string): unknown;
}
interface Request {
  readonly url: string;
  readonly method: string;
}

/** What a client may do about an error that Fastify or Nest found before any handler ran. */
const KNOWN: Readonly<Record<number, { readonly code: string; readonly detail: string }>> = {
  400: {
    code: 'malformed-request',
    detail: 'The request could not be read. Send well-formed JSON and the matching Content-Length.',
  },
  401: { code: 'unauthenticated', detail: 'Send a bearer token in the Authorization header.' },
  403: { code: 'forbidden', detail: 'Your token does not have the role that this needs.' },
  404: { code: 'not-found', detail: 'There is nothing at this address.' },
  405: { code: 'method-not-allowed', detail: 'This address does not know that method.' },
  408: { code: 'request-timeout', detail: 'The request took too long to arrive.' },
  413: { code: 'body-too-large', detail: 'A body may have at most 262144 bytes (256 KiB).' },
  414: { code: 'address-too-long', detail: 'The address is too long.' },
  415: { code: 'unsupported-media-type', detail: 'Send the body as application/json.' },
  503: { code: 'unavailable', detail: 'The service can not answer now. Try again.' },
};

/** Turns whatever was thrown into problem details; an unforeseen error is logged and tells the client nothing of the inside. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): Observable<never> | void {
    // A message handler's fault belongs to the messaging runtime, which decides whether to retry or to park.
    if (host.getType() !== 'http') return throwError(() => error);
    const request = host.switchToHttp().getRequest<Request>();
    const reply = host.switchToHttp().getResponse<Reply>();
    const { problem, headers } = this.problemFor(error, request);
    if (!reply.sent) sendProblem(reply, { ...problem, instance: problem.instance ?? request.url.split('?')[0] }, headers);
  }

  private problemFor(
    error: unknown,
    request: Request,
  ): { readonly problem: Problem; readonly headers: Readonly<Record<string, string>> } {
    if (error instanceof ProblemError) return { problem: error.problem, headers: error.headers };
    const status = statusOf(error);
    const known = status === undefined ? undefined : KNOWN[status];
    if (status !== undefined && status < 500) {
      return {
        problem: problemOf(status, known?.code ?? `http-${status}`, ownWords(error) ?? known?.detail ?? messageOf(error)),
        headers: {},
      };
    }
    this.logger.error(
      { err: error, method: request.method, path: request.url.split('?')[0] },
      'an HTTP request failed unexpectedly',
    );
    const detail = 'Something went wrong on our side. It was logged; trying again may help.';
    return { problem: problemOf(status ?? 500, known?.code ?? 'internal-error', known?.detail ?? detail), headers: {} };
  }
}

/** Fastify's errors carry `statusCode`, Nest's are HttpExceptions. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  return undefined;
}

/** What a handler of ours said by throwing one of Nest's exceptions; the router and Fastify speak of their own matters. */
function ownWords(error: unknown): string | undefined {
  if (!(error instanceof HttpException) || error.constructor === HttpException) return undefined;
  const said = error.message !== STATUS_CODES[error.getStatus()] && !error.message.startsWith('Cannot ');
  return said ? error.message : undefined;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

export function sendProblem(reply: Reply, problem: Problem, headers: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
  reply.status(problem.status).header('content-type', `${PROBLEM_MEDIA_TYPE}; charset=utf-8`).send(JSON.stringify(problem));
}
