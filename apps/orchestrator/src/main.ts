import 'reflect-metadata';
import { bootstrap } from '@counterpoint/platform';
import { OrchestratorModule } from './orchestrator.module.js';

await bootstrap(OrchestratorModule, { service: 'orchestrator', needs: ['databaseUrl', 'kafkaBrokers', 'authSecret'] });
