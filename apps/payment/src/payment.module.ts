import { Module } from '@nestjs/common';
import { KafkaTransport, MessagingModule, ParkingController } from '@counterpoint/messaging';
import type { ServiceOptions } from '@counterpoint/platform';
import { AuthoriseCaller, CaptureCaller, ProviderModule, VoidCaller } from './callers/provider.js';
import { PaymentChoreography } from './payment.choreography.js';
import { PaymentHttp } from './payment.http.js';
import { PaymentOrchestration } from './payment.orchestration.js';
import { ENTITIES } from './persistence/entities.js';
import { Initial1763800000000 } from './persistence/migrations/1763800000000-initial.js';

@Module({
  imports: [
    MessagingModule.forRoot({
      service: 'payment',
      entities: ENTITIES,
      migrations: [Initial1763800000000],
      callers: [AuthoriseCaller, VoidCaller, CaptureCaller],
      imports: [ProviderModule],
    }),
  ],
  controllers: [PaymentChoreography, PaymentOrchestration, PaymentHttp, ParkingController],
})
export class PaymentModule {}

/** What the process needs to start. */
export const PAYMENT_SERVICE: ServiceOptions<'databaseUrl' | 'kafkaBrokers' | 'authSecret' | 'providerUrl'> = {
  service: 'payment',
  needs: ['databaseUrl', 'kafkaBrokers', 'authSecret', 'providerUrl'],
  transport: (app) => app.get(KafkaTransport),
};
