import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

/** What a caller may do. A customer sees its own orders only; an admin may do what all others may. */
export const ROLES = ['customer', 'approver', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who calls, as the token says. */
export interface Principal {
  /** The token's `sub`; for a customer the customer id. */
  readonly subject: string;
  readonly roles: readonly Role[];
}

const ALGORITHM = 'HS256';
export const TOKEN_ISSUER = 'counterpoint';
const Claims = z.object({ sub: z.string().min(1).max(120), roles: z.array(z.enum(ROLES)).min(1) });
const keyOf = (secret: string) => new TextEncoder().encode(secret);

/** Issues a bearer token (JWT, RFC 7519, HS256). Without `expiresInSeconds` it is valid for ever: development credentials. */
export async function issueToken(
  secret: string,
  claims: { readonly subject: string; readonly roles: readonly Role[]; readonly expiresInSeconds?: number },
): Promise<string> {
  const token = new SignJWT({ roles: [...claims.roles] })
    .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
    .setSubject(claims.subject)
    .setIssuer(TOKEN_ISSUER)
    .setIssuedAt();
  if (claims.expiresInSeconds !== undefined) token.setExpirationTime(Math.floor(Date.now() / 1_000) + claims.expiresInSeconds);
  return token.sign(keyOf(secret));
}

/** Tokens that are remembered as verified, so that a busy client costs one signature check. */
const MAX_REMEMBERED_TOKENS = 1_000;

/** Verifies bearer tokens of one secret. */
export class TokenVerifier {
  private readonly key: Uint8Array;
  private readonly remembered = new Map<string, { readonly principal: Principal; readonly expiresAt: number }>();

  constructor(secret: string) {
    this.key = keyOf(secret);
  }

  /** Who the token speaks for; undefined when it is forged, expired or not ours. */
  async verify(token: string): Promise<Principal | undefined> {
    const known = this.remembered.get(token);
    if (known !== undefined && known.expiresAt > Date.now()) return known.principal;
    this.remembered.delete(token);
    const claims = await jwtVerify(token, this.key, { algorithms: [ALGORITHM], issuer: TOKEN_ISSUER }).catch(() => undefined);
    const parsed = Claims.safeParse(claims?.payload);
    if (claims === undefined || !parsed.success) return undefined;
    const principal = { subject: parsed.data.sub, roles: parsed.data.roles };
    const oldest = this.remembered.keys().next();
    if (this.remembered.size >= MAX_REMEMBERED_TOKENS && !oldest.done) this.remembered.delete(oldest.value);
    this.remembered.set(token, { principal, expiresAt: (claims.payload.exp ?? Number.POSITIVE_INFINITY) * 1_000 });
    return principal;
  }
}

/** Whether a caller has one of the roles; an admin has them all. */
export function hasRole(principal: Principal, ...roles: readonly Role[]): boolean {
  return principal.roles.includes('admin') || roles.some((role) => principal.roles.includes(role));
}
