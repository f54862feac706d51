import { useSyncExternalStore, type MouseEvent } from 'react';

const CHANGED = 'counterpoint:navigated';

/** Goes to a page of ours without loading the document again. */
export function navigate(href: string, replace = false): void {
  if (replace) history.replaceState(null, '', href);
  else history.pushState(null, '', href);
  dispatchEvent(new Event(CHANGED));
  if (!replace) scrollTo(0, 0);
}

function subscribe(listener: () => void): () => void {
  addEventListener('popstate', listener);
  addEventListener(CHANGED, listener);
  return () => {
    removeEventListener('popstate', listener);
    removeEventListener(CHANGED, listener);
  };
}

/** The current path. */
export const usePath = (): string => useSyncExternalStore(subscribe, () => location.pathname);

/** The current query, as text: compare it, or read it with URLSearchParams. */
export const useSearch = (): string => useSyncExternalStore(subscribe, () => location.search);

/** Replaces members of the query; empty ones are left out. */
export function setQuery(change: Readonly<Record<string, string | undefined>>): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined || value === '') query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  navigate(text === '' ? location.pathname : `${location.pathname}?${text}`, true);
}

/** Pages of ours; everything else that the gateway serves (its documentation) is loaded as a document. */
const isPage = (path: string): boolean => path === '/' || path.startsWith('/ui/');

/** One listener for every plain click on a link to a page of ours, so that links are real links everywhere. */
export function followLink(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest('a');
  const href = link?.getAttribute('href');
  if (href === null || href === undefined || !href.startsWith('/') || link?.target === '_blank') return;
  if (!isPage(new URL(href, location.origin).pathname)) return;
  event.preventDefault();
  navigate(href);
}
