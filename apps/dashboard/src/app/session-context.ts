import { createContext, useContext } from 'react';
import type { Api } from '../api/client.js';
import type { Session } from './session.js';

export interface Signed {
  readonly session: Session;
  readonly api: Api;
}

export const SignedContext = createContext<Signed | undefined>(undefined);

/** The session and the API of whoever is signed in. @throws Error outside of the signed-in part. */
export function useSigned(): Signed {
  const signed = useContext(SignedContext);
  if (signed === undefined) throw new Error('nobody is signed in');
  return signed;
}
