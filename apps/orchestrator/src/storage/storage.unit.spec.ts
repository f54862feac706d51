import { createHash } from 'node:crypto';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readItems, type ObjectStorage } from '@counterpoint/asl';
import { objectStorage } from './object-storage.js';

const NONE = {
  OBJECT_STORAGE_REGION: 'eu-west-1',
  OBJECT_STORAGE_ACCESS_KEY_ID: 'AKIATEST',
  OBJECT_STORAGE_SECRET_ACCESS_KEY: 'secret-of-the-test',
};
const CSV = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };
const reader = (Key: string) => ({
  resource: 'arn:aws:states:::s3:getObject',
  config: CSV,
  arguments: { Bucket: 'bucket', Key },
});
const lister = { resource: 'arn:aws:states:::s3:listObjectsV2', arguments: { Bucket: 'bucket', Prefix: 'in/' } };

describe('a folder as storage', () => {
  let root: string;
  let storage: ObjectStorage;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'storage-'));
    storage = objectStorage({ ...NONE, OBJECT_STORAGE_URL: pathToFileURL(root).href });
    await mkdir(join(root, 'bucket', 'in'), { recursive: true });
    await writeFile(join(root, 'bucket', 'in', 'b.csv'), 'a\n1\n');
    await writeFile(join(root, 'bucket', 'in', 'a.csv.gz'), gzipSync('a\n2\n'));
    await writeFile(join(root, 'secret'), 'x');
  });
  afterAll(() => rm(root, { recursive: true }));

  it('reads files, packed ones too', async () => {
    expect((await readItems(reader('in/b.csv'), storage)).items).toEqual([{ a: '1' }]);
    expect((await readItems(reader('in/a.csv.gz'), storage)).items).toEqual([{ a: '2' }]);
  });

  it('lists by prefix, in the order of the keys', async () => {
    const { items } = await readItems(lister, storage);
    expect(items).toMatchObject([{ Key: 'in/a.csv.gz' }, { Key: 'in/b.csv', Size: 4, StorageClass: 'STANDARD' }]);
  });

  it('writes what it then reads', async () => {
    await storage.put('bucket', 'out/deep/x.json', '[1]');
    expect(await storage.get('bucket', 'out/deep/x.json')).toBe('[1]');
    expect(await storage.list('bucket', 'out/', 10)).toMatchObject([{ Key: 'out/deep/x.json' }]);
  });

  it.each([['..', 'secret'], ['bucket', '../secret'], ['bucket', '/etc/passwd'], ['', 'secret'], ['.', 'secret'], ['bucket', 'in/../../secret']])(
    'nothing outside: %j %j',
    async (bucket, key) => {
      await expect(storage.get(bucket, key)).rejects.toThrow(/is no place|does not exist/);
      await expect(storage.put(bucket, `${key}/..`, 'x')).rejects.toThrow();
    },
  ); // prettier-ignore

  it('says that a key is not there', async () => {
    await expect(readItems(reader('in/none.csv'), storage)).rejects.toMatchObject({
      error: 'States.ItemReaderFailed',
      cause: 'Could not read S3://bucket/in/none.csv: The specified key does not exist.',
    });
  });
});

describe('S3-compatible storage', () => {
  let server: Server;
  let storage: ObjectStorage;
  const seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];
  const page = (key: string, more: string): string =>
    `<ListBucketResult><IsTruncated>${more !== ''}</IsTruncated>${more}<Contents><Key>${key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>4</Size><StorageClass>STANDARD</StorageClass></Contents></ListBucketResult>`;

  /** The protocol of S3 as its reference describes it: two pages of a listing, one object, an error. */
  function answer(method: string, url: URL): [number, string] {
    if (method === 'PUT') return [200, ''];
    if (url.pathname === '/bucket/in/b%20%26.csv') return [200, 'a\n1\n'];
    if (url.pathname !== '/bucket')
      return [404, '<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>'];
    const isSecond = url.searchParams.get('continuation-token') === 't/1';
    return [200, isSecond ? page('in/z.csv', '') : page('in/b &amp;.csv', '<NextContinuationToken>t/1</NextContinuationToken>')];
  }

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { method = '', url = '/', headers } = request;
        seen.push({ method, url, headers, body });
        const [status, text] = answer(method, new URL(url, 'http://localhost'));
        response.writeHead(status, { 'content-length': Buffer.byteLength(text) }).end(text);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    storage = objectStorage({ ...NONE, OBJECT_STORAGE_URL: `http://127.0.0.1:${port}` });
  });
  afterAll(() => void server.close());

  it('reads an object by a signed request', async () => {
    expect((await readItems(reader('in/b &.csv'), storage)).items).toEqual([{ a: '1' }]);
    const { headers } = seen.at(-1) ?? {};
    expect(headers?.['authorization']).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIATEST\/\d{8}\/eu-west-1\/s3\/aws4_request, SignedHeaders=[^,]*host[^,]*, Signature=[0-9a-f]{64}$/); // prettier-ignore
    expect(headers?.['x-amz-content-sha256']).toBe(createHash('sha256').update('').digest('hex'));
  });

  it('lists all pages', async () => {
    const { items } = await readItems(lister, storage);
    expect(items).toEqual(
      ['in/b &.csv', 'in/z.csv'].map((Key) => ({
        Etag: '"e"',
        Key,
        LastModified: 1_767_225_600,
        Size: 4,
        StorageClass: 'STANDARD',
      })),
    );
    expect(await storage.list('bucket', 'in/', 1)).toHaveLength(1);
    expect(seen.at(-1)?.url).toContain('max-keys=1');
  });

  it('writes an object', async () => {
    await storage.put('bucket', 'out/manifest.json', '{"a":"ä"}');
    expect(seen.at(-1)).toMatchObject({ method: 'PUT', url: '/bucket/out/manifest.json', body: '{"a":"ä"}' });
  });

  it('fails in the words of the storage', async () => {
    await expect(readItems(reader('none.csv'), storage)).rejects.toMatchObject({
      error: 'States.ItemReaderFailed',
      cause: 'Could not read S3://bucket/none.csv: The specified key does not exist.',
    });
  });
});

it('no storage is said to be none', async () => {
  const storage = objectStorage({ ...NONE, OBJECT_STORAGE_URL: '' });
  await expect(readItems(reader('x'), storage)).rejects.toMatchObject({ error: 'States.ItemReaderFailed' });
});
