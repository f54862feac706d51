import { hash, randomBytes } from 'node:crypto';

/**
 * UUIDv7 (RFC 9562, section 5.7): 48 bits of epoch milliseconds, so that ids sort by time and index pages fill in order.
 * `now` is in epoch milliseconds.
 */
export function newId(now: number): string {
  return format(now.toString(16).padStart(12, '0'), randomBytes(10).toString('hex'));
}

const TIMESTAMP_PREFIX = /^([0-9a-f]{8})-([0-9a-f]{4})-/i;

/**
 * An id that the same (cause, name) always yields: the time of the causing id and 74 bits of SHA-1 over both.
 * A repetition of the same decision therefore sends the same message ids, and receivers recognise them.
 */
export function deriveId(cause: string, name: string): string {
  const prefix = TIMESTAMP_PREFIX.exec(cause);
  const timestamp = prefix ? `${prefix[1]}${prefix[2]}`.toLowerCase() : '000000000000';
  return format(timestamp, hash('sha1', `${cause}\n${name}`, 'hex'));
}

/** `timestamp`: 12 hex digits; `bits`: at least 19 hex digits, of which version and variant overwrite six bits. */
function format(timestamp: string, bits: string): string {
  const variant = ((parseInt(bits[3]!, 16) & 0x3) | 0x8).toString(16);
  return `${timestamp.slice(0, 8)}-${timestamp.slice(8)}-7${bits.slice(0, 3)}-${variant}${bits.slice(4, 7)}-${bits.slice(7, 19)}`;
}
