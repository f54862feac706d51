import { fileURLToPath } from 'node:url';
import type { ObjectStorage } from '@counterpoint/asl';
import { FileStorage } from './file-storage.js';
import { S3Storage } from './s3-storage.js';

export interface StorageSettings {
  readonly OBJECT_STORAGE_URL: string;
  readonly OBJECT_STORAGE_REGION: string;
  readonly OBJECT_STORAGE_ACCESS_KEY_ID: string;
  readonly OBJECT_STORAGE_SECRET_ACCESS_KEY: string;
}

/** Where Map Runs read and write: a folder (`file:///...`), S3 or the like (`https://...`), or nowhere. */
export function objectStorage(settings: StorageSettings): ObjectStorage {
  const { OBJECT_STORAGE_URL: url } = settings;
  if (url === '') return NOWHERE;
  if (url.startsWith('file:')) return new FileStorage(fileURLToPath(url));
  return new S3Storage({
    endpoint: url,
    region: settings.OBJECT_STORAGE_REGION,
    accessKeyId: settings.OBJECT_STORAGE_ACCESS_KEY_ID,
    secretAccessKey: settings.OBJECT_STORAGE_SECRET_ACCESS_KEY,
  });
}

const refuse = (): Promise<never> => Promise.reject(new Error('No object storage is configured (OBJECT_STORAGE_URL).'));
const NOWHERE: ObjectStorage = { get: refuse, list: refuse, put: refuse };
