import { Module } from '@nestjs/common';
import { DatabaseModule } from '@counterpoint/platform';
import { CarrierHttp } from './carrier.http.js';
import { Ledger } from './ledger.js';
import { ENTITIES } from './persistence/entities.js';
import { Initial1763800000000 } from './persistence/migrations/1763800000000-initial.js';

@Module({
  imports: [DatabaseModule.forRoot({ entities: ENTITIES, migrations: [Initial1763800000000] })],
  controllers: [CarrierHttp],
  providers: [Ledger],
})
export class CarrierModule {}
