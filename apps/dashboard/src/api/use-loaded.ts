import { useCallback, useEffect, useRef, useState } from 'react';

export interface Loaded<Value> {
  readonly value: Value | undefined;
  readonly error: Error | undefined;
  readonly loading: boolean;
  readonly reload: () => void;
}

/**
 * Loads a value, again whenever `key` changes and, with `everyMs`, again and again while the page is visible. The old
 * value stays until the new one is here, so nothing flickers.
 */
export function useLoaded<Value>(key: string, load: () => Promise<Value>, everyMs?: number): Loaded<Value> {
  const [state, setState] = useState<{ readonly key: string; readonly value?: Value; readonly error?: Error }>({ key: '' });
  const [round, setRound] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    let current = true;
    latest.current().then(
      (value) => current && setState({ key, value }),
      (error: unknown) => current && setState((before) => ({ ...before, key, error: error as Error })),
    );
    return () => {
      current = false;
    };
  }, [key, round]);
  useEffect(() => {
    if (everyMs === undefined) return;
    const timer = setInterval(() => document.visibilityState === 'visible' && setRound((before) => before + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { value: state.value, error: state.error, loading: state.key !== key, reload };
}
