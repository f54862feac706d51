import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { problemOf } from '../problem/problem.js';
import { sendProblem } from '../problem/problem.filter.js';
import type { AuthenticatedRequest } from './decorators.js';
import { TokenVerifier } from './tokens.js';

const REALM = 'Bearer realm="counterpoint"';

/** The bearer token of a request (RFC 6750, section 2.1); undefined where there is none. */
export function bearerToken(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? /^Bearer +([\w.~+/=-]+) *$/i.exec(header)?.[1] : undefined;
}

/**
 * Authenticates every request of a route that is not public before its body is read, so that a stranger learns nothing
 * from validation. The roles are checked afterwards, by the guard.
 */
export function authenticate(app: NestFastifyApplication, secret: string, publicPaths: readonly string[]): void {
  const verifier = new TokenVerifier(secret);
  // The pattern of the route decides, not the text of the address, which can be written in many ways.
  const isPublic = (route: string) => publicPaths.some((path) => route === path || route.startsWith(`${path}/`));
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (request, reply) => {
      const { config } = request.routeOptions;
      if (request.is404 || ('public' in config && config.public === true) || isPublic(request.routeOptions.url ?? '')) return;
      const token = bearerToken(request.headers.authorization);
      const principal = token === undefined ? undefined : await verifier.verify(token);
      if (principal !== undefined) {
        (request as AuthenticatedRequest).principal = principal;
        return;
      }
      const detail =
        token === undefined
          ? 'Send a bearer token: "Authorization: Bearer <token>".'
          : 'The bearer token is not valid here: it is expired, or it was not issued by this installation.';
      const challenge = token === undefined ? REALM : `${REALM}, error="invalid_token"`;
      sendProblem(reply, problemOf(401, 'unauthenticated', detail, { instance: request.url.split('?')[0] }), {
        'www-authenticate': challenge,
      });
      return reply;
    });
}
