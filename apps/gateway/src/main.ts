import { bootstrap } from '@counterpoint/platform';
import { GatewayModule, GATEWAY_SERVICE } from './gateway.module.js';
await bootstrap(GatewayModule, GATEWAY_SERVICE);
