import type { ServiceOptions } from '@counterpoint/platform';
import { DOCS_PATHS, serveDocs } from './docs/swagger.js';
import { limitRate } from './limits/rate-limit.js';
import { addSecurityHeaders } from './limits/security-headers.js';

const NEEDS = [
  'databaseUrl',
  'kafkaBrokers',
  'authSecret',
  'orderUrl',
  'paymentUrl',
  'inventoryUrl',
  'shippingUrl',
  'orchestratorUrl',
] as const;

/** What the gateway adds to every service's start: limits, security headers and the documentation. */
export const http: ServiceOptions<(typeof NEEDS)[number]> = {
  service: 'gateway',
  needs: NEEDS,
  publicPaths: DOCS_PATHS,
  configure: (app, config) => {
    addSecurityHeaders(app);
    limitRate(app, config.rateLimitPerSecond);
    serveDocs(app);
  },
};
