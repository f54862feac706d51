import { Module } from '@nestjs/common';
import { DatabaseModule } from '@counterpoint/platform';
import { EngineProvider } from './engine.provider.js';
import { ExecutionsHttp } from './operate/executions.http.js';
import { StateMachinesHttp } from './operate/state-machines.http.js';
import { ENTITIES } from './store/entities/index.js';
import { MIGRATIONS } from './store/migrations/index.js';

@Module({
  imports: [DatabaseModule.forRoot({ entities: ENTITIES, migrations: MIGRATIONS })],
  controllers: [ExecutionsHttp, StateMachinesHttp],
  providers: [EngineProvider],
})
export class OrchestratorModule {}
