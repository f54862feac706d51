import { describe, expect, it } from '@jest/globals';
import { readItems } from '../../src/map-run/data/read-items.js';
import type { Json, JsonObject } from '../../src/model.js';
import { TableStorage } from './table-storage.js';

const FILES = {
  'b/ratings.csv': 'userId,movieId,rating\n1,307,3.5\n1,481,3.5\n',
  'b/bare.csv': '1,307\n2,481\n',
  'b/pipes.csv': 'a|b\n1|2\n',
  'b/semicolons.csv': 'a;b\n1;2\n',
  'b/spaces.csv': 'a b\n1 2\n',
  'b/tabs.csv': 'a\tb\n1\t2\n',
  'b/short.csv': 'a,b\n1\n1,2,3\n\n4,5',
  'b/quoted.csv': '\uFEFFa,b\r\n"x, y","line 1\nline 2"\r\n"say ""hi""",""\r\n',
  'b/slashes.csv': 'path,size\nC:\\\\Program Files\\\\x.exe,1\na\\,b,\\n2\n',
  'b/header.csv': `${'x'.repeat(10_241)}\n1\n`,
  'b/list.json': '[1, {"a": 2}, null]',
  'b/deep.json': '{"data": {"a/b": [7, 8]}}',
  'b/pairs.json': '{"k1": 1, "k2": {"x": 2}}',
  'b/number.json': '42',
  'b/broken.json': '[1,',
  'b/lines.jsonl': '{"a": 1}\n\n{"a": 2}\r\n"three"',
  'b/broken.jsonl': '{"a": 1}\n{"a": \n',
  'b/inventory.json':
    '{"sourceBucket": "s", "fileFormat": "CSV", "fileSchema": "Bucket, Key, Size", "files": [{"key": "inv/1.csv"}, {"key": "inv/2.csv"}]}',
  'b/orc.json': '{"fileFormat": "ORC", "files": []}',
  'b/inv/1.csv': '"s","one.txt","10"\n"s","two.txt","20"\n',
  'b/inv/2.csv': '"s","three.txt","30"\n',
  'b/athena.csv': 's3://b/part/1.jsonl\ns3://b/part/2.jsonl\n',
  'b/part/1.jsonl': '1\n2\n',
  'b/part/2.jsonl': '3\n',
};
const storage = new TableStorage(FILES);

const read = async (key: string, config: JsonObject): Promise<Json[]> =>
  (await readItems({ resource: 'arn:aws:states:::s3:getObject', config, arguments: { Bucket: 'b', Key: key } }, storage)).items;
const list = async (prefix: string | undefined, config: JsonObject = {}): Promise<Json[]> =>
  (
    await readItems(
      {
        resource: 'arn:aws:states:::s3:listObjectsV2',
        config,
        arguments: { Bucket: 'b', ...(prefix === undefined ? {} : { Prefix: prefix }) },
      },
      storage,
    )
  ).items;
const FIRST_ROW = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };

describe('ItemReader: CSV', () => {
  it.each<[string, string, JsonObject, Json[]]>([
    ['the first row as header', 'ratings.csv', FIRST_ROW, [{ userId: '1', movieId: '307', rating: '3.5' }, { userId: '1', movieId: '481', rating: '3.5' }]],
    ['given headers', 'bare.csv', { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['u', 'm'] }, [{ u: '1', m: '307' }, { u: '2', m: '481' }]],
    ['CSVDelimiter PIPE', 'pipes.csv', { ...FIRST_ROW, CSVDelimiter: 'PIPE' }, [{ a: '1', b: '2' }]],
    ['CSVDelimiter SEMICOLON', 'semicolons.csv', { ...FIRST_ROW, CSVDelimiter: 'SEMICOLON' }, [{ a: '1', b: '2' }]],
    ['CSVDelimiter SPACE', 'spaces.csv', { ...FIRST_ROW, CSVDelimiter: 'SPACE' }, [{ a: '1', b: '2' }]],
    ['CSVDelimiter TAB', 'tabs.csv', { ...FIRST_ROW, CSVDelimiter: 'TAB' }, [{ a: '1', b: '2' }]],
    ['rows that are too short or too long, and empty ones', 'short.csv', FIRST_ROW, [{ a: '1', b: '' }, { a: '1', b: '2' }, { a: '4', b: '5' }]],
    ['quotes around delimiters, newlines and quotes', 'quoted.csv', FIRST_ROW, [{ a: 'x, y', b: 'line 1\nline 2' }, { a: 'say "hi"', b: '' }]],
    ['backslashes', 'slashes.csv', FIRST_ROW, [{ path: 'C:\\Program Files\\x.exe', size: '1' }, { path: 'a,b', size: 'n2' }]],
    ['MaxItems', 'ratings.csv', { ...FIRST_ROW, MaxItems: 1 }, [{ userId: '1', movieId: '307', rating: '3.5' }]],
    ['MaxItems: 0, which is no limit', 'bare.csv', { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['u'], MaxItems: 0 }, [{ u: '1' }, { u: '2' }]],
  ])('%s', async (_what, key, config, items) => {
    expect(await read(key, config)).toEqual(items);
  }); // prettier-ignore

  it('refuses a header of more than 10 KiB', async () => {
    await expect(read('header.csv', FIRST_ROW)).rejects.toMatchObject({ error: 'States.ItemReaderFailed' });
  });

  it('makes an ordinary member of a column that is called __proto__', async () => {
    const hostile = new TableStorage({ 'b/p.csv': '__proto__\nx\n' });
    const { items } = await readItems(
      { resource: 's3:getObject', config: FIRST_ROW, arguments: { Bucket: 'b', Key: 'p.csv' } },
      hostile,
    );
    expect(Object.keys(items[0] as JsonObject)).toEqual(['__proto__']);
  });
});

describe('ItemReader: JSON and JSONL', () => {
  it.each<[string, string, JsonObject, Json[]]>([
    ['an array', 'list.json', { InputType: 'JSON' }, [1, { a: 2 }, null]],
    ['ItemsPointer', 'deep.json', { InputType: 'JSON', ItemsPointer: '/data/a~1b' }, [7, 8]],
    ['the pairs of an object', 'pairs.json', { InputType: 'JSON' }, [{ Key: 'k1', Value: 1 }, { Key: 'k2', Value: { x: 2 } }]],
    ['MaxItems', 'list.json', { InputType: 'JSON', MaxItems: 2 }, [1, { a: 2 }]],
    ['JSON lines, empty ones left out', 'lines.jsonl', { InputType: 'JSONL' }, [{ a: 1 }, { a: 2 }, 'three']],
    ['MaxItems of lines', 'lines.jsonl', { InputType: 'JSONL', MaxItems: 1 }, [{ a: 1 }]],
  ])('%s', async (_what, key, config, items) => {
    expect(await read(key, config)).toEqual(items);
  }); // prettier-ignore

  it.each<[string, JsonObject, string]>([
    ['number.json', { InputType: 'JSON' }, 'Attempting to map over non-iterable node.'],
    ['broken.json', { InputType: 'JSON' }, 'The file is not valid JSON.'],
    ['broken.jsonl', { InputType: 'JSONL' }, 'Line 2 of the file is not valid JSON.'],
    ['deep.json', { InputType: 'JSON', ItemsPointer: '/none' }, "The ItemsPointer '/none' was not found in the file."],
    ['none.json', { InputType: 'JSON' }, 'Could not read S3://b/none.json: The specified key does not exist.'],
    ['list.json', { InputType: 'PARQUET' }, 'The InputType "PARQUET" cannot be read.'],
  ])('%s %j fails: %s', async (key, config, cause) => {
    await expect(read(key, config)).rejects.toMatchObject({ error: 'States.ItemReaderFailed', cause });
  });
});

describe('ItemReader: listObjectsV2 and manifests', () => {
  it('brings what the listing says of each object', async () => {
    expect(await list('part/')).toEqual([
      { Etag: '"e"', Key: 'part/1.jsonl', LastModified: 1_700_000_000, Size: 4, StorageClass: 'STANDARD' },
      { Etag: '"e"', Key: 'part/2.jsonl', LastModified: 1_700_000_000, Size: 2, StorageClass: 'STANDARD' },
    ]);
    expect(await list(undefined, { MaxItems: 3 })).toHaveLength(3);
  });

  it('LOAD_AND_FLATTEN brings the items of all objects', async () => {
    const config = { InputType: 'JSONL', Transformation: 'LOAD_AND_FLATTEN' };
    expect(await list('part/', config)).toEqual([1, 2, 3]);
    expect(await list('part/', { ...config, MaxItems: 2 })).toEqual([1, 2]);
  });

  it('S3 inventory: rows with the columns of the manifest', async () => {
    expect(await read('inventory.json', { InputType: 'MANIFEST', MaxItems: 3 })).toEqual([
      { Bucket: 's', Key: 'one.txt', Size: '10' },
      { Bucket: 's', Key: 'two.txt', Size: '20' },
      { Bucket: 's', Key: 'three.txt', Size: '30' },
    ]);
    await expect(read('orc.json', { InputType: 'MANIFEST' })).rejects.toMatchObject({ error: 'States.ItemReaderFailed' });
  });

  it('ATHENA_DATA: the data files that the manifest lists', async () => {
    expect(await read('athena.csv', { InputType: 'JSONL', ManifestType: 'ATHENA_DATA' })).toEqual([1, 2, 3]);
  });
});
