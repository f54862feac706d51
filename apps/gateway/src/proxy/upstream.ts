import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, LOGGER, problem, type Config, type Logger } from '@counterpoint/platform';
import { Pool } from 'undici';

/** Connections to one service at most; more requests than that wait for one. */
const MAX_CONNECTIONS = 64;
const CONNECT_TIMEOUT_MS = 1_000;
/** How long a service may take for its answer, in milliseconds. */
const ANSWER_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 30_000;
/** What a client is told to wait before it tries again, in seconds: a service that was killed is back by then. */
const RETRY_AFTER_SECONDS = 1;

export type ServiceAddress = Config<'orderUrl' | 'paymentUrl' | 'inventoryUrl' | 'shippingUrl' | 'orchestratorUrl'>;
export type UpstreamName = 'order' | 'payment' | 'inventory' | 'shipping' | 'orchestrator';

type Query = Readonly<Record<string, string | number | undefined>>;
export interface UpstreamRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Query;
  readonly body?: unknown;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Whether sending it twice does what sending it once does. */
  readonly repeatable: boolean;
}
export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** The services behind the gateway, over connections that are kept open. */
@Injectable()
export class Upstreams implements OnApplicationShutdown {
  private readonly pools: Readonly<Record<UpstreamName, Pool>>;

  constructor(
    @Inject(CONFIG) config: ServiceAddress,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const pool = (url: string) =>
      new Pool(new URL(url).origin, {
        connections: MAX_CONNECTIONS,
        connect: { timeout: CONNECT_TIMEOUT_MS },
        headersTimeout: ANSWER_TIMEOUT_MS,
        bodyTimeout: ANSWER_TIMEOUT_MS,
        keepAliveTimeout: KEEP_ALIVE_MS,
      });
    this.pools = {
      order: pool(config.orderUrl),
      payment: pool(config.paymentUrl),
      inventory: pool(config.inventoryUrl),
      shipping: pool(config.shippingUrl),
      orchestrator: pool(config.orchestratorUrl),
    };
  }

  /** The service's answer, whatever its status. @throws a 503 problem when the service can't be reached or does not answer in time. */
  async ask(service: UpstreamName, request: UpstreamRequest): Promise<UpstreamAnswer> {
    try {
      return await this.send(service, request);
    } catch (error) {
      // A connection that was closed while it was idle is noticed only when it is used: once more on a new one.
      if (!request.repeatable || !isBrokenConnection(error)) throw this.away(service, error, request);
    }
    return this.send(service, request).catch((error: unknown) => {
      throw this.away(service, error, request);
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(Object.values(this.pools).map((pool) => pool.close()));
  }

  private async send(service: UpstreamName, request: UpstreamRequest): Promise<UpstreamAnswer> {
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    const json = request.body === undefined ? undefined : JSON.stringify(request.body);
    const answer = await this.pools[service].request({
      method: request.method,
      path: `${request.path}${queryOf(request.query)}`,
      headers: json === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      body: json ?? null,
    });
    return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
  }

  private away(service: UpstreamName, error: unknown, request: UpstreamRequest): Error {
    this.logger.warn({ err: error, upstream: service, path: request.path }, `the ${service} service does not answer`);
    const unknown = request.method === 'POST' && !isRefusedConnection(error);
    const doubt = unknown ? ' Whether it took the request is not known: repeating it is safe.' : '';
    const detail = `The ${service} service does not answer now. Try again in ${RETRY_AFTER_SECONDS} s.${doubt}`;
    return problem(503, 'service-away', detail, { headers: { 'retry-after': String(RETRY_AFTER_SECONDS) } });
  }
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '');
const isBrokenConnection = (error: unknown) => ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(codeOf(error));
const isRefusedConnection = (error: unknown) => ['ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT'].includes(codeOf(error));

function queryOf(query: Query = {}): string {
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}
