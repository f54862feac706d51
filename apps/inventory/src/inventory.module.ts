import { Module } from '@nestjs/common';
import { KafkaTransport, MessagingModule, ParkingController } from '@counterpoint/messaging';
import type { ServiceOptions } from '@counterpoint/platform';
import { InventoryChoreography } from './inventory.choreography.js';
import { InventoryHttp } from './inventory.http.js';
import { InventoryOrchestration } from './inventory.orchestration.js';
import { ENTITIES } from './persistence/entities.js';
import { Initial1763800000000 } from './persistence/migrations/1763800000000-initial.js';
import { StockSeeder } from './persistence/seed.js';

@Module({
  imports: [MessagingModule.forRoot({ service: 'inventory', entities: ENTITIES, migrations: [Initial1763800000000] })],
  controllers: [InventoryChoreography, InventoryOrchestration, InventoryHttp, ParkingController],
  providers: [StockSeeder],
})
export class InventoryModule {}

/** What the process needs to start. */
export const INVENTORY_SERVICE: ServiceOptions<'databaseUrl' | 'kafkaBrokers' | 'authSecret'> = {
  service: 'inventory',
  needs: ['databaseUrl', 'kafkaBrokers', 'authSecret'],
  transport: (app) => app.get(KafkaTransport),
};
