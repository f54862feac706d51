import { bootstrap } from '@counterpoint/platform';
import { OrderModule, ORDER_SERVICE } from './order.module.js';
await bootstrap(OrderModule, ORDER_SERVICE);
