import { Module } from '@nestjs/common';
import { DatabaseModule } from '@counterpoint/platform';
import { EngineProvider } from './engine.provider.js';
import { ENTITIES } from './store/entities/index.js';
import { Initial1763800000000 } from './store/migrations/1763800000000-initial.js';

@Module({
  imports: [DatabaseModule.forRoot({ entities: ENTITIES, migrations: [Initial1763800000000] })],
  providers: [EngineProvider],
})
export class OrchestratorModule {}
