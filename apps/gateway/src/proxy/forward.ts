import { Injectable } from '@nestjs/common';
import { PROBLEM_MEDIA_TYPE, type Reply } from '@counterpoint/platform';
import { Upstreams, type UpstreamAnswer, type UpstreamName, type UpstreamRequest } from './upstream.js';

/** The parts of a Fastify request that the gateway reads. */
export interface GatewayRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly traceparent?: string;
}

/** Headers of an answer that a client gets to see. */
const ANSWER_HEADERS = ['content-type', 'retry-after', 'location', 'www-authenticate'] as const;
const single = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/** Passes requests on to the services behind the gateway: the caller's token, its trace and nothing else of its headers. */
@Injectable()
export class Forward {
  constructor(private readonly upstreams: Upstreams) {}

  ask(
    service: UpstreamName,
    request: GatewayRequest,
    what: Pick<UpstreamRequest, 'method' | 'path'> & Partial<Pick<UpstreamRequest, 'query' | 'body' | 'headers' | 'repeatable'>>,
  ): Promise<UpstreamAnswer> {
    return this.upstreams.ask(service, {
      repeatable: what.method === 'GET',
      ...what,
      headers: {
        ...what.headers,
        authorization: single(request.headers.authorization),
        traceparent: request.traceparent,
        tracestate: single(request.headers.tracestate),
      },
    });
  }

  /** Answers with what the service answered. */
  async through(reply: Reply, ...request: Parameters<Forward['ask']>): Promise<void> {
    answerWith(reply, await this.ask(...request), request[1]);
  }
}

function answerWith(reply: Reply, answer: UpstreamAnswer, request: GatewayRequest): void {
  for (const name of ANSWER_HEADERS) {
    const value = single(answer.headers[name]);
    if (value !== undefined) reply.header(name, value);
  }
  reply.status(answer.status).send(isProblem(answer) ? withOurAddress(answer.body, request) : answer.body);
}

const isProblem = (answer: UpstreamAnswer) => single(answer.headers['content-type'])?.startsWith(PROBLEM_MEDIA_TYPE) ?? false;

/** A problem names the address that the client asked for, not the one behind the gateway. */
function withOurAddress(body: string, request: GatewayRequest): string {
  return JSON.stringify({ ...(JSON.parse(body) as object), instance: request.url.split('?')[0] });
}
