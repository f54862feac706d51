import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { isDashboard } from '../dashboard/serve-dashboard.js';

/** On every answer. No CORS header is among them: pages of other origins get nothing. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};
const API_POLICY = "default-src 'none'; frame-ancestors 'none'";
/** What Swagger UI needs: its own scripts, inline styles, and its icons as data. */
const DOCS_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/** The dashboard's own files and this gateway's API, nothing else: no inline script, no inline style sheet, no frame, no form that is sent. */
const DASHBOARD_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

function policyFor(url: string): string {
  if (/^\/docs(\/|$|\?)/.test(url)) return DOCS_POLICY;
  return isDashboard(url) ? DASHBOARD_POLICY : API_POLICY;
}

/** Adds the security headers; pages may load what comes from this gateway, answers of the API may load nothing. */
export function addSecurityHeaders(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      const policy = policyFor(request.url);
      reply.headers({ ...SECURITY_HEADERS, 'content-security-policy': policy });
      // Pages and files say themselves how long they may be kept.
      if (policy === API_POLICY) reply.header('cache-control', 'no-store');
      done();
    });
}
