import { Module } from '@nestjs/common';
import { KafkaTransport, MessagingModule, ParkingController } from '@counterpoint/messaging';
import type { ServiceOptions } from '@counterpoint/platform';
import { Catalogue } from './http/catalogue.js';
import { OrderQueries } from './http/order-queries.js';
import { PlaceOrderService } from './http/place-order.service.js';
import { OrderChoreography } from './order.choreography.js';
import { OrderHttp } from './order.http.js';
import { OrderOrchestration } from './order.orchestration.js';
import { ENTITIES } from './persistence/entities.js';
import { Initial1763800000000 } from './persistence/migrations/1763800000000-initial.js';
import { StepDeadlines } from './timers/step-deadlines.js';

@Module({
  imports: [MessagingModule.forRoot({ service: 'order', entities: ENTITIES, migrations: [Initial1763800000000] })],
  controllers: [OrderChoreography, OrderOrchestration, OrderHttp, ParkingController],
  providers: [Catalogue, OrderQueries, PlaceOrderService, StepDeadlines],
})
export class OrderModule {}

/** What the process needs to start. */
export const ORDER_SERVICE: ServiceOptions<'databaseUrl' | 'kafkaBrokers' | 'authSecret'> = {
  service: 'order',
  needs: ['databaseUrl', 'kafkaBrokers', 'authSecret'],
  transport: (app) => app.get(KafkaTransport),
};
