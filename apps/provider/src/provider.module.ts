import { Module } from '@nestjs/common';
import { DatabaseModule } from '@counterpoint/platform';
import { Ledger } from './ledger.js';
import { ENTITIES } from './persistence/entities.js';
import { Initial1763800000000 } from './persistence/migrations/1763800000000-initial.js';
import { ProviderHttp } from './provider.http.js';

@Module({
  imports: [DatabaseModule.forRoot({ entities: ENTITIES, migrations: [Initial1763800000000] })],
  controllers: [ProviderHttp],
  providers: [Ledger],
})
export class ProviderModule {}
