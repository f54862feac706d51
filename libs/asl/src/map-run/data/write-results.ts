import { AslError } from '../../expressions/index.js';
import { isObject, type Json } from '../../model.js';
import { mapRunOutput, type ChildResult, type Transformation } from '../map-run.js';
import type { Source } from '../spec.js';
import type { ObjectStorage } from './read-items.js';

export interface Export {
  writer: Source;
  mapRunArn: string;
  /** In the order of the items; `undefined`: was never started. */
  results: readonly (ChildResult | undefined)[];
  /** Inputs of the children, in the same order. */
  inputs: readonly Json[];
}

const RESULT_FILES = ['FAILED', 'PENDING', 'SUCCEEDED'] as const;

/** Whether the results are to be left in storage; without it a ResultWriter only shapes the state's output. */
export function isExported(writer: Source | undefined): writer is Source & { resource: string } {
  return writer?.resource !== undefined;
}

/** The Map state's output of results that are not exported. */
export function shapedOutput(writer: Source | undefined, results: readonly (ChildResult | undefined)[]): Json {
  const { transformation, isLines } = settings(writer, 'COMPACT');
  const output = mapRunOutput(results, transformation);
  return isLines && Array.isArray(output) ? lines(output) : output;
}

/**
 * Writes the results by status, and the manifest that names the files (developer guide, "ResultWriter"). Returns what the Map state
 * outputs. @throws AslError States.ResultWriterFailed
 */
export async function writeResults({ writer, mapRunArn, results, inputs }: Export, storage: ObjectStorage): Promise<Json> {
  const to = isObject(writer.arguments) ? writer.arguments : {};
  const bucket = to['Bucket'];
  if (typeof bucket !== 'string' || bucket === '') throw failure('The ResultWriter names no Bucket.');
  const prefix = typeof to['Prefix'] === 'string' && to['Prefix'] !== '' ? `${to['Prefix'].replace(/\/$/, '')}/` : '';
  const folder = `${prefix}${mapRunArn.split(':').at(-1) ?? ''}`;
  const { transformation, isLines } = settings(writer, 'NONE');
  const manifest: Record<string, Json> = {};
  for (const status of RESULT_FILES) {
    const found = results.flatMap((result, at): Json[] => {
      if (statusOf(result) !== status) return [];
      return result ? (mapRunOutput([result], transformation) as Json[]) : [{ Input: JSON.stringify(inputs[at] ?? null) }];
    });
    if (found.length === 0) manifest[status] = [];
    else {
      const key = `${folder}/${status}_0.${isLines ? 'jsonl' : 'json'}`;
      const body = isLines ? lines(found) : JSON.stringify(found);
      await put(storage, bucket, key, body);
      manifest[status] = [{ Key: key, Size: new TextEncoder().encode(body).length }];
    }
  }
  const key = `${folder}/manifest.json`;
  await put(storage, bucket, key, JSON.stringify({ DestinationBucket: bucket, MapRunArn: mapRunArn, ResultFiles: manifest }));
  return { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket: bucket, Key: key } };
}

function statusOf(result: ChildResult | undefined): (typeof RESULT_FILES)[number] {
  if (!result) return 'PENDING';
  return 'output' in result ? 'SUCCEEDED' : 'FAILED';
}

function settings(writer: Source | undefined, otherwise: Transformation): { transformation: Transformation; isLines: boolean } {
  const config = isObject(writer?.config) ? writer.config : {};
  const transformation = (config['Transformation'] ?? otherwise) as Transformation;
  return { transformation, isLines: config['OutputType'] === 'JSONL' };
}

function lines(values: readonly Json[]): string {
  return values.map((value) => JSON.stringify(value)).join('\n');
}

async function put(storage: ObjectStorage, bucket: string, key: string, body: string): Promise<void> {
  try {
    await storage.put(bucket, key, body);
  } catch (error) {
    throw failure(`Could not write S3://${bucket}/${key}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function failure(cause: string): AslError {
  return new AslError('States.ResultWriterFailed', cause);
}
