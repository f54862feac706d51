import { isObject, type Json, type JsonObject } from '../../model.js';
import type { Source } from '../spec.js';
import { csvRows } from './csv.js';
import { parseItems, readerFailure, type Dataset } from './dataset.js';

/** An object as ListObjectsV2 shows it to the children (developer guide, "ItemReader": Amazon S3 objects). */
export interface ListedObject {
  Etag: string;
  Key: string;
  /** Epoch seconds. */
  LastModified: number;
  /** Bytes. */
  Size: number;
  StorageClass: string;
}

/** Where readers find objects and writers leave them: the shell's folder or S3-compatible storage, a test's table. */
export interface ObjectStorage {
  /** Text of an object, unpacked where it is gzipped. Rejects where there is none. */
  get(bucket: string, key: string, versionId?: string): Promise<string>;
  /** Objects whose key starts with the prefix, in the order of their keys; at most so many. */
  list(bucket: string, prefix: string, limit: number): Promise<ListedObject[]>;
  put(bucket: string, key: string, body: string): Promise<void>;
}

/** Items that a Map Run reads without MaxItems (developer guide: the largest MaxItems). */
const MOST_ITEMS = 100_000_000;

/** Reads what an ItemReader names. @throws AslError States.ItemReaderFailed */
export async function readItems(reader: Source, storage: ObjectStorage): Promise<Dataset> {
  const config = isObject(reader.config) ? reader.config : {};
  const from = isObject(reader.arguments) ? reader.arguments : {};
  const bucket = text(from, 'Bucket');
  const limit = Number(config['MaxItems'] ?? 0) || MOST_ITEMS;
  if (reader.resource?.endsWith(':listObjectsV2')) return readListing(storage, bucket, from, config, limit);
  const key = text(from, 'Key');
  const version = from['VersionId'];
  const body = await fetched(storage, bucket, key, typeof version === 'string' ? version : undefined);
  const source = `S3://${bucket}/${key}`;
  if (config['ManifestType'] === 'ATHENA_DATA') return { items: await athenaItems(storage, body, config, limit), source };
  if (config['InputType'] === 'MANIFEST') return { items: await inventoryItems(storage, bucket, body, limit), source };
  return { ...parseItems(body, config, limit), source };
}

async function readListing(
  storage: ObjectStorage,
  bucket: string,
  from: JsonObject,
  config: JsonObject,
  limit: number,
): Promise<Dataset> {
  const prefix = typeof from['Prefix'] === 'string' ? from['Prefix'] : '';
  const flattens = config['Transformation'] === 'LOAD_AND_FLATTEN';
  const listed = await attempted(`list the bucket ${bucket}`, () => storage.list(bucket, prefix, flattens ? MOST_ITEMS : limit));
  if (!flattens) return { items: listed.map((object) => ({ ...object })), source: `S3://${bucket}` };
  const places = listed.map(({ Key }): [string, string] => [bucket, Key]);
  return { items: await flattened(storage, places, config, limit), source: `S3://${bucket}/${prefix}` };
}

/** The data files of an UNLOAD, one `s3://bucket/key` a line (ManifestType ATHENA_DATA). */
async function athenaItems(storage: ObjectStorage, manifest: string, config: JsonObject, limit: number): Promise<Json[]> {
  const places = manifest.split('\n').flatMap((line): [string, string][] => {
    const [, bucket, key] = /^"?s3:\/\/([^/]+)\/(.+?)"?\s*$/i.exec(line) ?? [];
    return bucket === undefined || key === undefined ? [] : [[bucket, key]];
  });
  return flattened(storage, places, config, limit);
}

/** Rows of an S3 inventory: its manifest.json names the columns and the data files. */
async function inventoryItems(storage: ObjectStorage, bucket: string, body: string, limit: number): Promise<Json[]> {
  const { files, fileSchema, fileFormat = 'CSV' } = manifestOf(body);
  if (fileFormat !== 'CSV') throw readerFailure(`The inventory's file format ${JSON.stringify(fileFormat)} cannot be read.`);
  const header = text({ fileSchema: fileSchema ?? null }, 'fileSchema').split(',').map((name) => name.trim()); // prettier-ignore
  const items: Json[] = [];
  for (const file of Array.isArray(files) ? files : []) {
    if (items.length >= limit || !isObject(file)) break;
    const rows = csvRows(await fetched(storage, bucket, text(file, 'key')), ',', limit - items.length);
    items.push(...rows.map((row): Json => Object.fromEntries(header.map((name, at) => [name, row[at] ?? '']))));
  }
  return items;
}

function manifestOf(body: string): JsonObject {
  try {
    const manifest = JSON.parse(body) as Json;
    if (isObject(manifest)) return manifest;
  } catch {
    // Said below, with the same words.
  }
  throw readerFailure('The manifest is not a JSON object.');
}

async function flattened(storage: ObjectStorage, places: [string, string][], config: JsonObject, limit: number): Promise<Json[]> {
  const items: Json[] = [];
  for (const [bucket, key] of places) {
    if (items.length >= limit) break;
    const parsed = parseItems(await fetched(storage, bucket, key), config, limit - items.length).items;
    for (const item of parsed) items.push(item);
  }
  return items;
}

function fetched(storage: ObjectStorage, bucket: string, key: string, version?: string): Promise<string> {
  return attempted(`read S3://${bucket}/${key}`, () => storage.get(bucket, key, version));
}

async function attempted<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw readerFailure(`Could not ${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function text(from: JsonObject, name: string): string {
  const value = from[name];
  if (typeof value === 'string' && value !== '') return value;
  throw readerFailure(`The ItemReader names no ${name}.`);
}
