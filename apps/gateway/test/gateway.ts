import { Module } from '@nestjs/common';
import { createLogger, DatabaseModule, issueToken, startService, type Role, type RunningService } from '@counterpoint/platform';
import { testDatabase, type TestDatabase } from '@counterpoint/testing';
import { ApiModule } from '../src/api.module.js';
import { http } from '../src/service.js';
import { TimelineEntryRow, TimelineRow } from '../src/timeline/entities.js';
import { Timeline1763800000000 } from '../src/timeline/migrations/1763800000000-timeline.js';
import { UpstreamServer } from './upstream-server.js';

export const SECRET = 'a secret of the specs that is long enough';

@Module({
  imports: [
    DatabaseModule.forRoot({ entities: [TimelineRow, TimelineEntryRow], migrations: [Timeline1763800000000] }),
    ApiModule,
  ],
})
class ApiOnlyModule {}

/** The gateway's HTTP side on a database of its own; its timeline is written by the spec, not by messages. */
export class ApiUnderTest {
  readonly order = new UpstreamServer();
  /** `METHOD /path` of everything that is served, as Fastify knows it. */
  readonly routes: string[] = [];
  service!: RunningService;
  database!: TestDatabase;

  async start(environment: NodeJS.ProcessEnv = {}): Promise<void> {
    await this.order.start();
    this.database = await testDatabase();
    this.service = (await startService(ApiOnlyModule, {
      ...http,
      configure: async (app, config) => {
        app
          .getHttpAdapter()
          .getInstance()
          .addHook('onRoute', ({ method, url }) => void this.routes.push(`${String(method)} ${url}`));
        await http.configure?.(app, config);
      },
      environment: {
        DATABASE_URL: this.database.url,
        KAFKA_BROKERS: '127.0.0.1:1',
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
    await this.service.close();
    await this.order.stop();
    await this.database.drop();
  }

  token(subject: string, ...roles: readonly Role[]): Promise<string> {
    return issueToken(SECRET, { subject, roles });
  }

  fetch(path: string, token?: string, init: RequestInit = {}): Promise<Response> {
    const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return fetch(`${this.service.url}${path}`, {
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
