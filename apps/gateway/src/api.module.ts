import { Module } from '@nestjs/common';
import { ApprovalsController } from './approvals/approvals.controller.js';
import { ExecutionsController } from './operations/executions.controller.js';
import { CatalogueController } from './orders/catalogue.controller.js';
import { OrdersController } from './orders/orders.controller.js';
import { Forward } from './proxy/forward.js';
import { Upstreams } from './proxy/upstream.js';
import { OrderAccess } from './timeline/access.js';
import { Timelines } from './timeline/read.js';
import { Tail } from './timeline/tail.js';
import { TimelineController } from './timeline/timeline.controller.js';

/** The public HTTP API. */
@Module({
  controllers: [OrdersController, CatalogueController, TimelineController, ApprovalsController, ExecutionsController],
  providers: [Upstreams, Forward, OrderAccess, Timelines, Tail],
})
export class ApiModule {}
