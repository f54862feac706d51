import type { NestFastifyApplication } from '@nestjs/platform-fastify';

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
const PAGE_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/** Adds the security headers; pages may load what comes from this gateway, answers of the API may load nothing. */
export function addSecurityHeaders(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      const isPage = /^\/docs(\/|$|\?)/.test(request.url);
      reply.headers({ ...SECURITY_HEADERS, 'content-security-policy': isPage ? PAGE_POLICY : API_POLICY });
      if (!isPage) reply.header('cache-control', 'no-store');
      done();
    });
}
