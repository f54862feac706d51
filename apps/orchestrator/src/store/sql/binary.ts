/**
 * PostgreSQL arrays in the binary wire format (`array_send` in the server's source): a text array would have each
 * quote of each JSON text escaped by the driver and unescaped by the server, which is most of a batch's bytes.
 * node-postgres sends a Buffer as a binary parameter.
 */
const OID = { int8: 20, int2: 21, int4: 23, text: 25, timestamptz: 1184, uuid: 2950 } as const;
const HEADER_BYTES = 20;
/** PostgreSQL counts microseconds from 2000-01-01. */
const POSTGRES_EPOCH_MS = 946_684_800_000;

function header(target: Buffer, oid: number, length: number): number {
  target.writeInt32BE(length === 0 ? 0 : 1, 0);
  target.writeInt32BE(1, 4);
  target.writeInt32BE(oid, 8);
  if (length === 0) return 12;
  target.writeInt32BE(length, 12);
  target.writeInt32BE(1, 16);
  return HEADER_BYTES;
}

function fixed<T>(
  oid: number,
  bytes: number,
  values: readonly T[],
  write: (target: Buffer, at: number, value: NonNullable<T>) => void,
): Buffer {
  const target = Buffer.allocUnsafe(HEADER_BYTES + values.length * (4 + bytes));
  let at = header(target, oid, values.length);
  for (const value of values) {
    at = target.writeInt32BE(value === null || value === undefined ? -1 : bytes, at);
    if (value === null || value === undefined) continue;
    write(target, at, value);
    at += bytes;
  }
  return target.subarray(0, at);
}

export const smallints = (values: readonly number[]): Buffer =>
  fixed(OID.int2, 2, values, (target, at, value) => target.writeInt16BE(value, at));
export const integers = (values: readonly number[]): Buffer =>
  fixed(OID.int4, 4, values, (target, at, value) => target.writeInt32BE(value, at));
export const bigints = (values: readonly string[]): Buffer =>
  fixed(OID.int8, 8, values, (target, at, value) => target.writeBigInt64BE(BigInt(value), at));
export const timestamps = (values: readonly (number | null)[]): Buffer =>
  fixed(OID.timestamptz, 8, values, (target, at, value) =>
    target.writeBigInt64BE(BigInt(Math.round((value - POSTGRES_EPOCH_MS) * 1000)), at),
  );
export const uuids = (values: readonly (string | null)[]): Buffer =>
  fixed(OID.uuid, 16, values, (target, at, value) => target.write(value.replaceAll('-', ''), at, 16, 'hex'));

export function texts(values: readonly (string | null)[]): Buffer {
  let size = HEADER_BYTES;
  for (const value of values) size += 4 + (value === null ? 0 : Buffer.byteLength(value));
  const target = Buffer.allocUnsafe(size);
  let at = header(target, OID.text, values.length);
  for (const value of values) {
    if (value === null) {
      at = target.writeInt32BE(-1, at);
      continue;
    }
    const written = target.write(value, at + 4);
    target.writeInt32BE(written, at);
    at += 4 + written;
  }
  return target.subarray(0, at);
}
