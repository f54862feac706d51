const MINOR_PER_MAJOR = 100;
const MS_PER_SECOND = 1_000;
const SECONDS_PER_MINUTE = 60;
const MINUTES_PER_HOUR = 60;

export const money = (minor: number): string =>
  (minor / MINOR_PER_MAJOR).toLocaleString('en-GB', { style: 'currency', currency: 'EUR' });

/** Local date and time, to the second. */
export function dateTime(at: string): string {
  return new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
}

/** Local time of day, to the millisecond. */
export function timeOfDay(at: string | number): string {
  const date = new Date(at);
  return `${date.toLocaleTimeString('en-GB')}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** A duration in milliseconds as people say it: `12 ms`, `1.25 s`, `3 min 20 s`. */
export function duration(ms: number): string {
  if (ms < MS_PER_SECOND) return `${Math.round(ms)} ms`;
  const seconds = ms / MS_PER_SECOND;
  if (seconds < SECONDS_PER_MINUTE) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  const minutes = Math.floor(seconds / SECONDS_PER_MINUTE);
  if (minutes < MINUTES_PER_HOUR) return `${minutes} min ${Math.round(seconds % SECONDS_PER_MINUTE)} s`;
  return `${Math.floor(minutes / MINUTES_PER_HOUR)} h ${minutes % MINUTES_PER_HOUR} min`;
}

/** JSON text with line breaks; other text as it is. */
export function pretty(text: string | null | undefined): string {
  if (text === null || text === undefined) return '';
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** The last part of an id: enough to tell two apart at a glance (the first part of a UUIDv7 is the time). */
export const shortId = (id: string): string => id.slice(-12);

/** The cause of a failure in words: a participant's failure is JSON with a reason, everything else is text already. */
export function causeText(cause: string | null | undefined): string {
  try {
    const { reason } = JSON.parse(cause ?? '') as { readonly reason?: { readonly detail?: unknown } };
    if (typeof reason?.detail === 'string') return reason.detail;
  } catch {
    // Plain text.
  }
  return cause ?? '';
}
