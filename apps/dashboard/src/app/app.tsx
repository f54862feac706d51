import { useMemo, useState } from 'react';
import { Api } from '../api/client.js';
import { SignedContext } from './session-context.js';
import { storedSession, storeSession, type Session } from './session.js';
import { Shell } from './shell.js';
import { SignIn } from './sign-in.js';

/** The whole dashboard: the sign-in, or the pages of whoever is signed in. */
export function App() {
  const [session, setSession] = useState(storedSession);
  const [notice, setNotice] = useState<string>();
  const change = (next: Session | undefined, why?: string) => {
    storeSession(next);
    setSession(next);
    setNotice(why);
  };
  const signed = useMemo(
    () =>
      session && {
        session,
        api: new Api(session.token, () => change(undefined, 'The gateway does not accept this token. Sign in with another one.')),
      },
    [session],
  );
  if (signed === undefined) return <SignIn notice={notice} onSignIn={(next) => change(next)} />;
  return (
    <SignedContext value={signed}>
      <Shell key={signed.session.token} onSignOut={() => change(undefined)} />
    </SignedContext>
  );
}
