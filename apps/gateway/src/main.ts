import { bootstrap } from '@counterpoint/platform';
import { GatewayModule } from './gateway.module.js';
import { options } from './options.js';

await bootstrap(GatewayModule, options);
