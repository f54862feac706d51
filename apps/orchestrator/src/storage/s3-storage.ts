import type { ListedObject, ObjectStorage } from '@counterpoint/asl';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../api/signature.js';
import { checkedSize, unpacked } from './unpack.js';

export interface S3Settings {
  /** Base URL; buckets are its first path segment. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const TIMEOUT_MS = 60_000;
/** Objects of one page of a listing (S3's largest). */
const PAGE = 1_000;
const MS_PER_SECOND = 1_000;

/** S3 and what speaks like it, by three operations: GetObject, PutObject, ListObjectsV2 (path style, Signature Version 4). */
export class S3Storage implements ObjectStorage {
  private readonly endpoint: URL;
  private readonly signer: SignatureV4;

  constructor({ endpoint, region, accessKeyId, secretAccessKey }: S3Settings) {
    this.endpoint = new URL(endpoint);
    const credentials = { accessKeyId, secretAccessKey };
    this.signer = new SignatureV4({ credentials, region, service: 's3', sha256: Sha256, uriEscapePath: false });
  }

  async get(bucket: string, key: string, versionId?: string): Promise<string> {
    const response = await this.send('GET', `${bucket}/${key}`, versionId === undefined ? {} : { versionId });
    checkedSize(Number(response.headers.get('content-length') ?? 0));
    return unpacked(Buffer.from(await response.arrayBuffer()));
  }

  async list(bucket: string, prefix: string, limit: number): Promise<ListedObject[]> {
    const listed: ListedObject[] = [];
    let token: string | undefined;
    do {
      const page = { 'list-type': '2', prefix, 'max-keys': String(Math.min(PAGE, limit - listed.length)) };
      const response = await this.send('GET', bucket, {
        ...page,
        ...(token === undefined ? {} : { 'continuation-token': token }),
      });
      const xml = await response.text();
      listed.push(...[...xml.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)].map((match) => object(match[1] ?? '')));
      token = /<IsTruncated>true</.test(xml) ? member(xml, 'NextContinuationToken') : undefined;
    } while (token !== undefined && listed.length < limit);
    return listed.slice(0, limit);
  }

  async put(bucket: string, key: string, body: string): Promise<void> {
    await this.send('PUT', `${bucket}/${key}`, {}, body);
  }

  /** @throws Error in the words of the storage */
  private async send(method: 'GET' | 'PUT', place: string, query: Record<string, string>, body?: string): Promise<Response> {
    const path = `${this.endpoint.pathname.replace(/\/$/, '')}/${place.split('/').map(escaped).join('/')}`;
    const request = await this.signer.sign({
      method,
      protocol: this.endpoint.protocol,
      hostname: this.endpoint.hostname,
      path,
      query,
      headers: { host: this.endpoint.host },
      ...(body === undefined ? {} : { body }),
    });
    const search = Object.entries(query).map(([name, value]) => `${escaped(name)}=${escaped(value)}`).join('&'); // prettier-ignore
    const { host: _host, ...headers } = request.headers;
    const url = `${this.endpoint.origin}${path}${search === '' ? '' : `?${search}`}`;
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, { method, headers, signal, redirect: 'error', ...(body === undefined ? {} : { body }) });
    if (response.ok) return response;
    const text = await response.text();
    throw new Error(member(text, 'Message') ?? `The storage answered ${response.status}.`);
  }
}

function object(xml: string): ListedObject {
  return {
    Etag: member(xml, 'ETag') ?? '',
    Key: member(xml, 'Key') ?? '',
    LastModified: Math.floor(Date.parse(member(xml, 'LastModified') ?? '') / MS_PER_SECOND),
    Size: Number(member(xml, 'Size') ?? 0),
    StorageClass: member(xml, 'StorageClass') ?? 'STANDARD',
  };
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Text of an element of S3's flat answers. */
function member(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(xml)?.[1];
  return text?.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, entity?: string) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
    return ENTITIES[entity ?? ''] ?? whole;
  });
}

/** RFC 3986, as the signature wants it. */
function escaped(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
