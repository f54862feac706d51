import { Module } from '@nestjs/common';
import { KafkaTransport, MessagingModule, ParkingController } from '@counterpoint/messaging';
import type { ServiceOptions } from '@counterpoint/platform';
import { CancelCaller, CarrierModule, HandOverCaller, ScheduleCaller } from './callers/carrier.js';
import { ENTITIES } from './persistence/entities.js';
import { Initial1763800000000 } from './persistence/migrations/1763800000000-initial.js';
import { ShippingChoreography } from './shipping.choreography.js';
import { ShippingHttp } from './shipping.http.js';
import { ShippingOrchestration } from './shipping.orchestration.js';

@Module({
  imports: [
    MessagingModule.forRoot({
      service: 'shipping',
      entities: ENTITIES,
      migrations: [Initial1763800000000],
      callers: [ScheduleCaller, CancelCaller, HandOverCaller],
      imports: [CarrierModule],
    }),
  ],
  controllers: [ShippingChoreography, ShippingOrchestration, ShippingHttp, ParkingController],
})
export class ShippingModule {}

/** What the process needs to start. */
export const SHIPPING_SERVICE: ServiceOptions<'databaseUrl' | 'kafkaBrokers' | 'authSecret' | 'carrierUrl'> = {
  service: 'shipping',
  needs: ['databaseUrl', 'kafkaBrokers', 'authSecret', 'carrierUrl'],
  transport: (app) => app.get(KafkaTransport),
};
