import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { bearerToken, problemOf, sendProblem } from '@counterpoint/platform';

/** Tokens whose rate is remembered; the one that was quiet for longest is forgotten first. */
const MAX_REMEMBERED_TOKENS = 10_000;

interface Bucket {
  allowance: number;
  at: number;
}

/**
 * A token bucket per bearer token: as many requests a second as the limit says, and a burst of a second's worth.
 * Each gateway counts for itself.
 */
export class RateLimit {
  private readonly buckets = new Map<string, Bucket>();

  /** `perSecond` 0 turns it off. `now` gives monotonic milliseconds. */
  constructor(
    private readonly perSecond: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Takes one request of `token` into account: 0 when it may go on, else how many seconds it should wait. */
  take(token: string): number {
    if (this.perSecond === 0) return 0;
    const now = this.now();
    const known = this.buckets.get(token);
    const earned = known === undefined ? this.perSecond : known.allowance + ((now - known.at) / 1_000) * this.perSecond;
    const allowance = Math.min(this.perSecond, earned);
    const allowed = allowance >= 1;
    this.remember(token, { allowance: allowed ? allowance - 1 : allowance, at: now });
    return allowed ? 0 : Math.max(1, Math.ceil((1 - allowance) / this.perSecond));
  }

  private remember(token: string, bucket: Bucket): void {
    this.buckets.delete(token);
    this.buckets.set(token, bucket);
    const oldest = this.buckets.keys().next();
    if (this.buckets.size > MAX_REMEMBERED_TOKENS && !oldest.done) this.buckets.delete(oldest.value);
  }
}

/** Limits requests that carry a token before their body is read. Those without one were refused, or need none. */
export function limitRate(app: NestFastifyApplication, perSecond: number): void {
  const limit = new RateLimit(perSecond);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      const token = bearerToken(request.headers.authorization);
      const waitSeconds = token === undefined ? 0 : limit.take(token);
      if (waitSeconds === 0) return done();
      const detail = `A token may make ${perSecond} requests a second. Try again in ${waitSeconds} s.`;
      const refusal = problemOf(429, 'rate-limited', detail, { instance: request.url.split('?')[0] });
      sendProblem(reply, refusal, { 'retry-after': String(waitSeconds) });
    });
}
