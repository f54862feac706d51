/**
 * RFC 3339 as the specification narrows it: upper-case T, upper-case Z or an offset. A date that does not exist (month 13, hour 25)
 * is no timestamp (recorded).
 */
const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:Z|([+-])(\d{2}):(\d{2}))$/;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export interface Instant {
  /** Whole seconds since 1970-01-01T00:00:00Z. */
  seconds: number;
  nanoseconds: number;
}

export function parseTimestamp(text: string): Instant | undefined {
  const parts = RFC3339.exec(text);
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [offsetHours, offsetMinutes] = [Number(parts[9] ?? 0), Number(parts[10] ?? 0)];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? 0);
  if (day < 1 || day > days || hour > 23 || minute > 59 || second > 59 || offsetHours > 18 || offsetMinutes > 59)
    return undefined;
  const offsetSeconds = (parts[8] === '-' ? -1 : 1) * (offsetHours * 3600 + offsetMinutes * 60);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return { seconds: date.getTime() / 1000 - offsetSeconds, nanoseconds: Number((parts[7] ?? '').padEnd(9, '0')) };
}

/** Epoch milliseconds, or undefined when the text is not a timestamp. Fractions below a millisecond are cut off. */
export function timestampMillis(text: string): number | undefined {
  const instant = parseTimestamp(text);
  return instant && instant.seconds * 1000 + Math.floor(instant.nanoseconds / 1_000_000);
}

/** Negative when `left` is before `right`, 0 when they are the same instant. */
export function compareInstants(left: Instant, right: Instant): number {
  return left.seconds - right.seconds || left.nanoseconds - right.nanoseconds;
}
