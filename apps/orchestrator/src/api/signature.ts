import { createHash, createHmac, timingSafeEqual, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AccessRole } from './access.js';
import { SfnError } from './errors.js';

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly role: AccessRole;
}
export interface SignedRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** How far a signature's time may be from ours, in milliseconds ("Signature Version 4", AWS General Reference). */
const MAX_SKEW_MS = 300_000;
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/\s,]+)\/(\d{8})\/([^/\s,]+)\/([^/\s,]+)\/aws4_request, ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/;
const DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** Whose key signed the request. @throws SfnError as AWS words it. The signature is computed anew with AWS's own signer. */
export async function verifySignature(
  request: SignedRequest,
  keyOf: (id: string) => Promise<AccessKey | undefined>,
  now: number,
): Promise<AccessKey> {
  const authorization = single(request.headers['authorization']);
  if (authorization === undefined) throw new SfnError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  const match = AUTHORIZATION.exec(authorization);
  if (match === null)
    throw new SfnError(
      'IncompleteSignatureException',
      `Authorization header requires 'Credential', 'SignedHeaders' and 'Signature' parameters.`,
    );
  const [, accessKeyId, day, region, service, signedHeaders, signature] = match as unknown as string[] & { length: 7 };
  const key = await keyOf(accessKeyId as string);
  if (key === undefined)
    throw new SfnError('UnrecognizedClientException', 'The security token included in the request is invalid.');
  const signedAt = signingDate(single(request.headers['x-amz-date']), day as string);
  if (Math.abs(now - signedAt.getTime()) > MAX_SKEW_MS) {
    throw new SfnError(
      'InvalidSignatureException',
      `Signature expired: ${stamp(signedAt)} is not within 5 min. of ${stamp(new Date(now))}`,
    );
  }
  const names = (signedHeaders as string).split(';');
  if (!names.includes('host') || !names.includes('x-amz-date'))
    throw new SfnError('IncompleteSignatureException', `'Host' and 'X-Amz-Date' must be signed.`);
  const headers = Object.fromEntries(names.map((name) => [name, single(request.headers[name]) ?? '']));
  const bodyHash = headers['x-amz-content-sha256'];
  const expected = await expectedSignature(key, region as string, service as string, headers, request.body, signedAt);
  const bodyIsSigned = bodyHash === undefined || bodyHash === createHash('sha256').update(request.body).digest('hex');
  if (!bodyIsSigned || !timingSafeEqual(Buffer.from(expected), Buffer.from(signature as string))) {
    throw new SfnError(
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  }
  return key;
}

async function expectedSignature(
  key: AccessKey,
  region: string,
  service: string,
  headers: Record<string, string>,
  body: string,
  signedAt: Date,
): Promise<string> {
  const signer = new SignatureV4({ credentials: key, region, service, sha256: Sha256, applyChecksum: false });
  const request = { method: 'POST', protocol: 'http:', hostname: headers['host'] ?? '', path: '/', headers, body };
  const names = new Set(Object.keys(headers));
  const signed = await signer.sign(request, { signingDate: signedAt, signableHeaders: names, unsignableHeaders: new Set() });
  return /Signature=([0-9a-f]{64})$/.exec(signed.headers['authorization'] ?? '')?.[1] ?? '';
}

const single = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value.join(',') : value);
const stamp = (date: Date): string => date.toISOString().replace(/[-:]|\.\d{3}/g, '');

function signingDate(header: string | undefined, day: string): Date {
  const match = DATE.exec(header ?? '');
  if (match === null || `${match[1]}${match[2]}${match[3]}` !== day) {
    throw new SfnError(
      'IncompleteSignatureException',
      `Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.`,
    );
  }
  const [year, month, date, hours, minutes, seconds] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return new Date(Date.UTC(year, month - 1, date, hours, minutes, seconds));
}

/** SHA-256 and HMAC-SHA-256 in the form that the signer wants. */
export class Sha256 {
  private hash: Hash | Hmac;

  constructor(private readonly secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = this.fresh();
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(bytes(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
  reset(): void {
    this.hash = this.fresh();
  }
  private fresh(): Hash | Hmac {
    return this.secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(this.secret));
  }
}

function bytes(data: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
}
