import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { ListedObject, ObjectStorage } from '@counterpoint/asl';
import { checkedSize, unpacked } from './unpack.js';

const MS_PER_SECOND = 1_000;

/** Buckets as folders of one directory. A key never leads out of its bucket, nor a bucket out of the directory. */
export class FileStorage implements ObjectStorage {
  private readonly root: string;

  constructor(root: string) {
    this.root = resolve(root);
  }

  async get(bucket: string, key: string): Promise<string> {
    const file = this.pathOf(bucket, key);
    const { size } = await stat(file).catch(notThere);
    checkedSize(size);
    return unpacked(await readFile(file));
  }

  async list(bucket: string, prefix: string, limit: number): Promise<ListedObject[]> {
    const folder = this.pathOf(bucket);
    const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(notThere);
    const keys = found
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(folder.length + 1)
          .replaceAll(sep, '/'),
      )
      .filter((key) => key.startsWith(prefix))
      .sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
    return Promise.all(keys.slice(0, limit).map((key) => this.listed(bucket, key)));
  }

  private async listed(bucket: string, key: string): Promise<ListedObject> {
    const { size, mtimeMs } = await stat(this.pathOf(bucket, key));
    // A tag of an object's place and age, as the content is not read for a listing.
    const tag = createHash('md5').update(`${key} ${size} ${mtimeMs}`).digest('hex');
    return {
      Etag: `"${tag}"`,
      Key: key,
      LastModified: Math.floor(mtimeMs / MS_PER_SECOND),
      Size: size,
      StorageClass: 'STANDARD',
    };
  }

  /** Whole or not at all: written beside its place first. */
  async put(bucket: string, key: string, body: string): Promise<void> {
    const file = this.pathOf(bucket, key);
    await mkdir(dirname(file), { recursive: true });
    const beside = `${file}.${process.pid}.part`;
    await writeFile(beside, body);
    await rename(beside, file);
  }

  /** @throws Error for a name that would lead elsewhere */
  private pathOf(bucket: string, key = ''): string {
    const folder = resolve(this.root, bucket);
    const path = resolve(folder, key);
    const isInside = dirname(folder) === this.root && (path === folder || path.startsWith(folder + sep));
    if (!isInside || key.includes('\0')) throw new Error(`'${bucket}/${key}' is no place in the storage`);
    return path;
  }
}

function notThere(error: NodeJS.ErrnoException): never {
  throw error.code === 'ENOENT' ? new Error('The specified key does not exist.') : error;
}
