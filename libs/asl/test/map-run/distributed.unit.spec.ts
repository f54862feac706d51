import { describe, expect, it } from '@jest/globals';
import { compile } from '../../src/compile/compile.js';
import type { Json, JsonObject } from '../../src/model.js';
import { simulate, type Simulation } from '../../src/testing/index.js';
import { validate } from '../../src/validate/index.js';
import { TableStorage } from './table-storage.js';

const FILES = { 'in/a.csv': 'sku,count\nA,1\nB,2\nC,3\n', 'in/o.json': '{"x": 1, "y": 2}' };
const CSV = {
  Resource: 'arn:aws:states:::s3:getObject',
  ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
  Parameters: { 'Bucket.$': '$.bucket', Key: 'a.csv' },
};
const WORK = { Type: 'Task', Resource: 'arn:aws:states:::kafka:request', End: true };

function distributed(more: JsonObject, child: JsonObject = WORK): JsonObject {
  const processor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'Work',
    States: { Work: child },
  };
  return { StartAt: 'Map', States: { Map: { Type: 'Map', Label: 'L', ItemProcessor: processor, End: true, ...more } } };
}

async function run(
  definition: JsonObject,
  storage = new TableStorage(FILES),
  fails: (parameters: Json) => boolean = () => false,
): Promise<Simulation> {
  expect(validate(definition).filter(({ severity }) => severity === 'ERROR')).toEqual([]);
  return simulate(compile(definition), {
    input: { bucket: 'in', one: 1 },
    storage,
    answer: ({ parameters }) => (fails(parameters) ? { error: 'Bad', cause: 'it is' } : { output: parameters }),
  });
}

const item = (sku: string, count: string): Json => ({ sku, count });

describe('a distributed Map that reads', () => {
  it('runs a child for each row', async () => {
    const { snapshot } = await run(distributed({ ItemReader: CSV }));
    expect(snapshot.output).toEqual([item('A', '1'), item('B', '2'), item('C', '3')]);
  });

  it('MaxItemsPath, read from the input', async () => {
    const ReaderConfig = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', MaxItemsPath: '$.one' };
    expect((await run(distributed({ ItemReader: { ...CSV, ReaderConfig } }))).snapshot.output).toEqual([item('A', '1')]);
  });

  it('Arguments and ReaderConfig with expressions', async () => {
    const ItemReader = {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: '{% "CSV" %}', CSVHeaderLocation: 'FIRST_ROW', MaxItems: '{% $states.input.one + 1 %}' },
      Arguments: { Bucket: '{% $states.input.bucket %}', Key: 'a.csv' },
    };
    const { snapshot } = await run(distributed({ QueryLanguage: 'JSONata', ItemReader }));
    expect(snapshot.output).toEqual([item('A', '1'), item('B', '2')]);
  });

  it('ItemSelector sees $$.Map.Item.Index, Value and Source', async () => {
    const ItemSelector = {
      'at.$': '$$.Map.Item.Index',
      'sku.$': '$$.Map.Item.Value.sku',
      'from.$': '$$.Map.Item.Source',
      'b.$': '$.bucket',
    };
    const { snapshot } = await run(distributed({ ItemReader: CSV, ItemSelector }));
    expect((snapshot.output as Json[])[2]).toEqual({ at: 2, sku: 'C', from: 'S3://in/a.csv', b: 'in' });
  });

  it('$$.Map.Item.Key where an object is iterated', async () => {
    const ItemReader = { ...CSV, ReaderConfig: { InputType: 'JSON' }, Parameters: { Bucket: 'in', Key: 'o.json' } };
    const { snapshot } = await run(distributed({ ItemReader, ItemSelector: { 'k.$': '$$.Map.Item.Key' } }));
    expect(snapshot.output).toEqual([{ k: 'x' }, { k: 'y' }]);
  });

  it('$$.Map.Item.Source of the state itself is STATE_DATA', async () => {
    const { snapshot } = await run(
      distributed({
        InputPath: '$$.Execution.Input.bucket',
        ItemSelector: { 's.$': '$$.Map.Item.Source' },
        ItemsPath: '$$.Execution.Input.none',
      }),
    );
    expect(snapshot.error).toBe('States.Runtime');
    const items = await simulate(compile(distributed({ ItemSelector: { 's.$': '$$.Map.Item.Source' } })), {
      input: [1],
      answer: ({ parameters }) => ({ output: parameters }),
    });
    expect(items.snapshot.output).toEqual([{ s: 'STATE_DATA' }]);
  });

  it('batches what it has read', async () => {
    const ItemBatcher = { MaxItemsPerBatch: 2, BatchInput: { 'from.$': '$.bucket' } };
    const { snapshot } = await run(distributed({ ItemReader: CSV, ItemBatcher }));
    expect(snapshot.output).toEqual([
      { BatchInput: { from: 'in' }, Items: [item('A', '1'), item('B', '2')] },
      { BatchInput: { from: 'in' }, Items: [item('C', '3')] },
    ]);
  });

  it('fails with States.ItemReaderFailed, which can be caught', async () => {
    const ItemReader = { ...CSV, Parameters: { Bucket: 'in', Key: 'none.csv' } };
    const failed = await run(distributed({ ItemReader }));
    expect(failed.snapshot).toMatchObject({
      status: 'FAILED',
      error: 'States.ItemReaderFailed',
      cause: 'Could not read S3://in/none.csv: The specified key does not exist.',
    });
    const caught = distributed({ ItemReader, Catch: [{ ErrorEquals: ['States.ItemReaderFailed'], Next: 'Done' }] });
    (caught['States'] as JsonObject)['Done'] = { Type: 'Succeed' };
    expect((await run(caught)).snapshot.output).toMatchObject({ Error: 'States.ItemReaderFailed' });
  });
});

describe('a distributed Map that writes', () => {
  const ResultWriter = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'out', Prefix: 'jobs' } };
  const folderOf = ({ snapshot }: Simulation): string =>
    /Map(?:Run)?:([^:"]*)"|mapRun:[^"]*:([^:"]+)"/.exec(JSON.stringify(snapshot.output))?.[2] ?? '';

  it('leaves results by status and a manifest, and outputs where', async () => {
    const storage = new TableStorage(FILES);
    const done = await run(distributed({ ItemReader: CSV, ResultWriter, ToleratedFailureCount: 1 }), storage, (parameters) => (parameters as JsonObject)['sku'] === 'B'); // prettier-ignore
    const folder = `jobs/${folderOf(done)}`;
    expect(done.snapshot.output).toMatchObject({ ResultWriterDetails: { Bucket: 'out', Key: `${folder}/manifest.json` } });
    const read = (name: string): Json => JSON.parse(storage.written.get(`out/${folder}/${name}`) ?? 'null') as Json;
    expect(read('SUCCEEDED_0.json')).toMatchObject([
      { Status: 'SUCCEEDED', Input: '{"sku":"A","count":"1"}', Output: '{"sku":"A","count":"1"}' },
      { Status: 'SUCCEEDED', Input: '{"sku":"C","count":"3"}' },
    ]);
    expect(read('FAILED_0.json')).toMatchObject([{ Status: 'FAILED', Error: 'Bad', Cause: 'it is' }]);
    const size = (name: string): number => storage.written.get(`out/${folder}/${name}`)?.length ?? 0;
    expect(read('manifest.json')).toMatchObject({
      DestinationBucket: 'out',
      ResultFiles: {
        FAILED: [{ Key: `${folder}/FAILED_0.json`, Size: size('FAILED_0.json') }],
        PENDING: [],
        SUCCEEDED: [{ Key: `${folder}/SUCCEEDED_0.json`, Size: size('SUCCEEDED_0.json') }],
      },
    });
  });

  it('writes also when too many have failed; what was never started is PENDING', async () => {
    const storage = new TableStorage(FILES);
    const failed = await run(distributed({ ItemReader: CSV, ResultWriter, MaxConcurrency: 1 }), storage, () => true);
    expect(failed.snapshot.error).toBe('States.ExceedToleratedFailureThreshold');
    expect([...storage.written.keys()].map((key) => key.split('/').at(-1))).toEqual([
      'FAILED_0.json',
      'PENDING_0.json',
      'manifest.json',
    ]);
  });

  it.each<[JsonObject, string, string]>([
    [{ Transformation: 'COMPACT', OutputType: 'JSONL' }, 'SUCCEEDED_0.jsonl', '[1,2]\n[1,2]\n[1,2]'],
    [{ Transformation: 'FLATTEN', OutputType: 'JSON' }, 'SUCCEEDED_0.json', '[1,2,1,2,1,2]'],
  ])('WriterConfig %j', async (WriterConfig, name, body) => {
    const storage = new TableStorage(FILES);
    const child = { Type: 'Pass', Result: [1, 2], End: true };
    const done = await run(distributed({ ItemReader: CSV, ResultWriter: { ...ResultWriter, WriterConfig } }, child), storage);
    expect(storage.written.get(`out/jobs/${folderOf(done)}/${name}`)).toBe(body);
  });

  it('without a place it shapes the output of the state', async () => {
    const child = { Type: 'Pass', Result: [1, 2], End: true };
    const shaped = async (Transformation: string): Promise<Json | undefined> => {
      const WriterConfig = { Transformation, OutputType: 'JSON' };
      return (await run(distributed({ ItemReader: CSV, ResultWriter: { WriterConfig } }, child))).snapshot.output;
    };
    expect(await shaped('FLATTEN')).toEqual([1, 2, 1, 2, 1, 2]);
    expect(await shaped('COMPACT')).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
    expect((await shaped('NONE')) as Json[]).toMatchObject([{ Output: '[1,2]' }, {}, {}]);
  });

  it('fails with States.ResultWriterFailed, which can be caught', async () => {
    const denied = { ...ResultWriter, Parameters: { Bucket: 'denied' } };
    const failed = await run(distributed({ ItemReader: CSV, ResultWriter: denied }));
    expect(failed.snapshot).toMatchObject({ status: 'FAILED', error: 'States.ResultWriterFailed' });
    expect(failed.snapshot.cause).toMatch(/^Could not write S3:\/\/denied\/.*: Access Denied$/);
    const caught = distributed({ ItemReader: CSV, ResultWriter: denied, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }] });
    (caught['States'] as JsonObject)['Done'] = { Type: 'Succeed' };
    expect((await run(caught)).snapshot.output).toMatchObject({ Error: 'States.ResultWriterFailed' });
  });
});
