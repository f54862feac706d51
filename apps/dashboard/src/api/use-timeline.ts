import type { TimelineEntry } from '@counterpoint/contracts';
import { useEffect, useState } from 'react';
import { useSigned } from '../app/session-context.js';
import type { Api } from './client.js';
import { EventCutter } from './event-stream.js';

/** How long to wait before a broken stream is opened again, in milliseconds. */
const RECONNECT_MS = 1_000;

export interface FollowedTimeline {
  readonly entries: readonly TimelineEntry[];
  /** The saga is over and everything of it is here. */
  readonly ended: boolean;
}
const NOTHING: FollowedTimeline = { entries: [], ended: false };

/** Follows the timeline of an order as server-sent events; a broken stream resumes where it was, without gaps. */
export function useTimeline(orderId: string | undefined): FollowedTimeline {
  const { api } = useSigned();
  const [followed, setFollowed] = useState(NOTHING);
  useEffect(() => {
    setFollowed(NOTHING);
    if (orderId === undefined) return;
    const stop = new AbortController();
    let after = 0;
    const add = (added: readonly TimelineEntry[]) => {
      const fresh = added.filter(({ sequence }) => sequence > after);
      if (fresh.length === 0) return;
      after = fresh.at(-1)?.sequence ?? after;
      setFollowed(({ entries, ended }) => ({ entries: [...entries, ...fresh], ended }));
    };
    void (async () => {
      while (!stop.signal.aborted) {
        const ended = await readStream(api, orderId, () => after, stop.signal, add).catch(() => false);
        if (stop.signal.aborted) return;
        if (ended) return setFollowed(({ entries }) => ({ entries, ended: true }));
        await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
      }
    })();
    return () => stop.abort();
  }, [api, orderId]);
  return followed;
}

/** Resolves to whether the saga is over. */
async function readStream(
  api: Api,
  orderId: string,
  after: () => number,
  signal: AbortSignal,
  add: (entries: readonly TimelineEntry[]) => void,
): Promise<boolean> {
  const headers: Record<string, string> = after() === 0 ? {} : { 'last-event-id': String(after()) };
  const answer = await api.fetch(`/orders/${orderId}/stream`, { signal, headers });
  // Over and all of it seen; or no order of ours, which asking again would not change.
  if (answer.status === 204 || answer.status === 404) return true;
  if (!answer.ok || answer.body === null) return false;
  const cutter = new EventCutter();
  for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
    const events = cutter.push(chunk);
    add(events.flatMap(({ event, data }) => (event === 'message' ? [JSON.parse(data) as TimelineEntry] : [])));
    if (events.some(({ event }) => event === 'end')) return true;
  }
  return false;
}
