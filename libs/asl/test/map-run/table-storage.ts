import type { ListedObject, ObjectStorage } from '../../src/map-run/data/read-items.js';

/** A bucket as a table of texts, for simulations: the port of the language's core, which does no I/O itself. */
export class TableStorage implements ObjectStorage {
  readonly written = new Map<string, string>();

  constructor(private readonly objects: Readonly<Record<string, string>> = {}) {}

  get(bucket: string, key: string): Promise<string> {
    const text = this.objects[`${bucket}/${key}`];
    return text === undefined ? Promise.reject(new Error('The specified key does not exist.')) : Promise.resolve(text);
  }

  list(bucket: string, prefix: string, limit: number): Promise<ListedObject[]> {
    const found = Object.entries(this.objects).filter(([name]) => name.startsWith(`${bucket}/${prefix}`));
    const listed = found.map(([name, text]) => ({
      Etag: '"e"',
      Key: name.slice(bucket.length + 1),
      LastModified: 1_700_000_000,
      Size: text.length,
      StorageClass: 'STANDARD',
    }));
    return Promise.resolve(listed.slice(0, limit));
  }

  put(bucket: string, key: string, body: string): Promise<void> {
    if (bucket === 'denied') return Promise.reject(new Error('Access Denied'));
    this.written.set(`${bucket}/${key}`, body);
    return Promise.resolve();
  }
}
