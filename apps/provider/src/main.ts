import { bootstrap } from '@counterpoint/platform';
import { ProviderModule } from './provider.module.js';
await bootstrap(ProviderModule, { service: 'provider', needs: ['databaseUrl'] });
