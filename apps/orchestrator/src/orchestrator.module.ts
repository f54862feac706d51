import { Module } from '@nestjs/common';
import { DatabaseModule } from '@counterpoint/platform';
import { EngineProvider } from './engine.provider.js';
import { ENTITIES } from './store/entities/index.js';
import { MIGRATIONS } from './store/migrations/index.js';

@Module({
  imports: [DatabaseModule.forRoot({ entities: ENTITIES, migrations: MIGRATIONS })],
  providers: [EngineProvider],
})
export class OrchestratorModule {}
