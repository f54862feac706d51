import { bootstrap } from '@counterpoint/platform';
import { CarrierModule } from './carrier.module.js';
await bootstrap(CarrierModule, { service: 'carrier', needs: ['databaseUrl'] });
