/** Who is signed in: a bearer token that this browser keeps, and what it says about its owner. */
export interface Session {
  readonly token: string;
  readonly subject: string;
  readonly roles: readonly string[];
}

export type Role = 'customer' | 'approver' | 'operator';
const KEY = 'counterpoint.token';

/**
 * The claims of a token, unverified: the gateway verifies it with every request, here they only decide what is worth showing.
 * Undefined for text that is no token.
 */
export function readToken(token: string): Session | undefined {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
    const claims = JSON.parse(new TextDecoder().decode(bytes)) as { readonly sub?: unknown; readonly roles?: unknown };
    if (typeof claims.sub !== 'string' || !Array.isArray(claims.roles)) return undefined;
    return { token, subject: claims.sub, roles: claims.roles.filter((role) => typeof role === 'string') };
  } catch {
    return undefined;
  }
}

export function storedSession(): Session | undefined {
  const token = localStorage.getItem(KEY);
  return token === null ? undefined : readToken(token);
}

export function storeSession(session: Session | undefined): void {
  if (session === undefined) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, session.token);
}

/** Whether the session may do what needs one of these roles; an admin has them all. */
export const may = (session: Session, ...roles: readonly Role[]): boolean =>
  session.roles.some((role) => role === 'admin' || roles.some((wanted) => wanted === role));
