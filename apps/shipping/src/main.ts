import { bootstrap } from '@counterpoint/platform';
import { ShippingModule, SHIPPING_SERVICE } from './shipping.module.js';
await bootstrap(ShippingModule, SHIPPING_SERVICE);
