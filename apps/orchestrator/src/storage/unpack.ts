import { gunzipSync } from 'node:zlib';

/** Bytes of one object, packed or not: it is held in memory while its items are read. */
export const MAX_OBJECT_BYTES = 268_435_456;

/** @throws Error when the object is too large to be read */
export function checkedSize(bytes: number): void {
  if (bytes > MAX_OBJECT_BYTES) throw new Error(`The object is larger than ${MAX_OBJECT_BYTES} bytes.`);
}

/** Text of an object; gzip is known by its first two bytes. */
export function unpacked(body: Buffer): string {
  const isPacked = body[0] === 0x1f && body[1] === 0x8b;
  return (isPacked ? gunzipSync(body, { maxOutputLength: MAX_OBJECT_BYTES }) : body).toString('utf8');
}
