import { createLogger, issueToken, startService, type Role, type RunningService } from '@counterpoint/platform';
import { substrate, testDatabase, testTopics, type TestDatabase, type TestTopics } from '@counterpoint/testing';
import { GATEWAY_SERVICE, GatewayModule } from '../src/gateway.module.js';
import { UpstreamServer } from './upstream-server.js';

export const SECRET = 'a secret of the specs that is long enough';

/** The gateway on a database and topics of its own, with the order service's place taken by a server that the spec tells what to answer. */
export class GatewayUnderTest {
  readonly order = new UpstreamServer();
  /** `METHOD /path` of everything that is served, as Fastify knows it. */
  readonly routes: string[] = [];
  service: RunningService | undefined;
  database: TestDatabase | undefined;
  topics: TestTopics | undefined;

  async start(environment: NodeJS.ProcessEnv = {}): Promise<void> {
    await this.order.start();
    [this.database, this.topics] = await Promise.all([testDatabase(), testTopics()]);
    this.service = (await startService(GatewayModule, {
      ...GATEWAY_SERVICE,
      configure: async (app, config) => {
        app
          .getHttpAdapter()
          .getInstance()
          .addHook('onRoute', ({ method, url }) => void this.routes.push(`${String(method)} ${url}`));
        await GATEWAY_SERVICE.configure?.(app, config);
      },
      environment: {
        DATABASE_URL: this.database.url,
        KAFKA_BROKERS: substrate().brokers,
        TOPIC_PREFIX: this.topics.prefix,
        AUTH_SECRET: SECRET,
        ORDER_URL: this.order.url,
        PAYMENT_URL: 'http://127.0.0.1:1',
        INVENTORY_URL: 'http://127.0.0.1:1',
        SHIPPING_URL: 'http://127.0.0.1:1',
        ORCHESTRATOR_URL: 'http://127.0.0.1:1',
        RATE_LIMIT_PER_SECOND: '0',
        ...environment,
      },
      logger: createLogger({ service: 'gateway', logLevel: 'silent' }),
    })) as RunningService;
  }

  async stop(): Promise<void> {
    await this.service?.close();
    await this.order.stop();
    await this.topics?.drop();
    await this.database?.drop();
  }

  token(subject: string, ...roles: readonly Role[]): Promise<string> {
    return issueToken(SECRET, { subject, roles });
  }

  fetch(path: string, token?: string, init: RequestInit = {}): Promise<Response> {
    const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return fetch(`${this.service?.url}${path}`, {
      ...init,
      headers: { ...authorization, ...(init.headers as Record<string, string>) },
    });
  }

  post(path: string, token: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.fetch(path, token, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }
}
