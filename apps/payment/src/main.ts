import { bootstrap } from '@counterpoint/platform';
import { PaymentModule, PAYMENT_SERVICE } from './payment.module.js';
await bootstrap(PaymentModule, PAYMENT_SERVICE);
