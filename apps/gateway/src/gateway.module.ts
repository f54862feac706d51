import { Module } from '@nestjs/common';
import { KafkaTransport, MessagingModule } from '@counterpoint/messaging';
import type { ServiceOptions } from '@counterpoint/platform';
import { ApprovalsController } from './approvals/approvals.controller.js';
import { ExecutionsController } from './operations/executions.controller.js';
import { StateMachinesController } from './operations/state-machines.controller.js';
import { ParkedController } from './operations/parked.controller.js';
import { CatalogueController } from './orders/catalogue.controller.js';
import { OrdersController } from './orders/orders.controller.js';
import { DASHBOARD_PATHS, serveDashboard } from './dashboard/serve-dashboard.js';
import { DOCS_PATHS, serveDocs } from './docs/swagger.js';
import { limitRate } from './limits/rate-limit.js';
import { addSecurityHeaders } from './limits/security-headers.js';
import { Forward } from './proxy/forward.js';
import { Upstreams } from './proxy/upstream.js';
import { OrderAccess } from './timeline/access.js';
import { TimelineEntryRow, TimelineRow } from './timeline/entities.js';
import { Timeline1763800000000 } from './timeline/migrations/1763800000000-timeline.js';
import { TimelineProjection } from './timeline/projection.js';
import { Timelines } from './timeline/read.js';
import { Tail } from './timeline/tail.js';
import { TimelineController } from './timeline/timeline.controller.js';

@Module({
  imports: [
    MessagingModule.forRoot({
      service: 'gateway',
      entities: [TimelineRow, TimelineEntryRow],
      migrations: [Timeline1763800000000],
    }),
  ],
  controllers: [
    TimelineProjection,
    OrdersController,
    CatalogueController,
    TimelineController,
    ApprovalsController,
    ExecutionsController,
    StateMachinesController,
    ParkedController,
  ],
  providers: [Upstreams, Forward, OrderAccess, Timelines, Tail],
})
export class GatewayModule {}

const NEEDS = [
  'databaseUrl',
  'kafkaBrokers',
  'authSecret',
  'orderUrl',
  'paymentUrl',
  'inventoryUrl',
  'shippingUrl',
  'orchestratorUrl',
] as const;

/** What the process needs to start, and what it adds: limits, security headers and the documentation. */
export const GATEWAY_SERVICE: ServiceOptions<(typeof NEEDS)[number]> = {
  service: 'gateway',
  needs: NEEDS,
  transport: (app) => app.get(KafkaTransport),
  publicPaths: [...DOCS_PATHS, ...DASHBOARD_PATHS],
  configure: (app, config) => {
    addSecurityHeaders(app);
    limitRate(app, config.rateLimitPerSecond);
    serveDocs(app);
    serveDashboard(app);
  },
};
