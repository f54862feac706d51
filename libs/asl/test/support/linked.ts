/** Features that other specs show: `says` is text of that spec. Paths are below libs/asl. */
export interface Linked {
  feature: string;
  shows: string;
  spec: string;
  says: string;
}

const PATH = 'src/expressions/path/path.unit.spec.ts';
const REFERENCE = 'src/expressions/path/reference-path.unit.spec.ts';
const TEMPLATE = 'src/expressions/template/template.unit.spec.ts';
const CHOICE = 'src/expressions/choice/choice.unit.spec.ts';
const INTRINSIC = 'src/expressions/intrinsics/intrinsics.unit.spec.ts';
const JSONATA = 'src/expressions/jsonata/jsonata.unit.spec.ts';
const SANDBOX = 'src/expressions/jsonata/sandbox.unit.spec.ts';
const VALIDATE = 'src/validate/validate.unit.spec.ts';
const SAGA = 'src/saga/saga.unit.spec.ts';

const row =
  (spec: string) =>
  (feature: string, shows: string, says: string): Linked => ({ feature, shows, spec, says });
const path = row(PATH);
const reference = row(REFERENCE);
const template = row(TEMPLATE);
const choice = row(CHOICE);
const intrinsic = row(INTRINSIC);
const jsonata = row(JSONATA);
const sandbox = row(SANDBOX);
const validate = row(VALIDATE);
const saga = row(SAGA);

export const PATHS: Linked[] = [
  path('`$.a`, `$[\'a\']`, `$["a"]`', 'a member', '$["a"]'),
  path('`$.a[0]`, `$.a[-1]`', 'an element, also from the end', "'$.a[-1]'"),
  path('`$.a[0,2]`', 'several elements: a list', "'$.a[0,2]'"),
  path("`$['a','b']`", 'several members: an object, at the end only', "$['a','b']"),
  path('`$.a[1:2]`', 'a slice: a list', "'$.a[-2:]'"),
  path('`*`', 'all members or elements: a list', "'$.a.*'"),
  path('`..`', 'a search: a list', "'$..author'"),
  path('`?()`: `==` `!=` `<` `<=` `>` `>=`', 'a filter: a list', '@.price <= $'),
  path('`?()`: `&&` `||` `!`', 'composed filters', "!(@.category == 'fiction')"),
  path('`?()`: `=~`', 'regular expressions, whole text, with a step budget', '/.*REES/i'),
  path('`?()`: `in` `nin` `subsetof` `anyof` `noneof` `all`', 'membership', 'subsetof'),
  path('`?()`: `size` `empty` `contains`', 'of lists and texts', 'empty true'),
  path('`length()` `sum()` `max()` `keys()` and the like', 'functions at the end', '$.a.length()'),
  path('`[(@.length-1)]`', 'an index from the end', '$[(@.length-1)].bar'),
  path('`$$`', 'the context object as root', '$$.Execution.Id'),
  path('`$name`', 'a variable as root', "'$v.a[1]'"),
  path('definite and indefinite', 'one value or failure; always a list', "['$.a[0:1]', { a: [5, 6, 7] }, [5]]"),
  path('a missing path', 'named in the words of the service', "Missing property in path $['a']"),
  reference('Reference Paths', 'write into the input without copying the rest', 'shares what it does not touch'),
  template('Payload templates', '`.$` members in objects, also of lists', "list: [{ 'a.$': '$.x' }, '$.x', ['$.x']]"),
];

export const OPERATORS: Linked[] = [
  ...['String', 'Numeric', 'Timestamp'].flatMap((type) =>
    ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals'].flatMap((relation) => [
      choice(`${type}${relation}`, 'of a value and a constant', `['${type}${relation}'`),
      choice(`${type}${relation}Path`, 'of two values', `['${type}${relation}'`),
    ]),
  ),
  choice('BooleanEquals', 'of a value and a constant', "['BooleanEquals'"),
  choice('BooleanEqualsPath', 'of two values', "['BooleanEquals'"),
  ...['IsNull', 'IsPresent', 'IsNumeric', 'IsString', 'IsBoolean', 'IsTimestamp'].map((name) =>
    choice(name, 'true and false', `['${name}'`),
  ),
  choice('StringMatches', '`*`, `\\*` and `\\\\`', "'a\\\\*b', 'a*b', true"),
  choice('And, Or, Not', 'nested', 'And, Or and Not nest'),
  choice('operands of another type', 'false, not an error', 'for (const other of [null'),
];

export const INTRINSIC_ROWS: Linked[] = [
  'Format', 'StringToJson', 'JsonToString', 'Array', 'ArrayPartition', 'ArrayContains', 'ArrayRange', 'ArrayGetItem', 'ArrayLength',
  'ArrayUnique', 'Base64Encode', 'Base64Decode', 'Hash', 'JsonMerge', 'MathRandom', 'MathAdd', 'StringSplit', 'UUID',
].map((name) => intrinsic(`States.${name}`, 'the documented example, its limits and errors', `States.${name}(`)); // prettier-ignore

export const JSONATA_ROWS: Linked[] = [
  ...['partition', 'range', 'hash', 'random', 'uuid', 'parse'].map((name) =>
    jsonata(`$${name}`, "Step Functions' own", `$${name}(`),
  ),
  jsonata('$now, $millis', "the execution's clock", "'$now()'"),
  jsonata('$eval', 'not available', '$eval("1+1")'),
  jsonata('the library of JSONata 2', 'paths, operators, functions, lambdas', '$map($states.input.n, function'),
  jsonata('an undefined result', 'is an error', 'returned nothing (undefined).'),
  jsonata('regular expressions', 'with a step budget', '/(a+)+$/'),
  jsonata('`{% %}` in every value', 'with the place named in errors', 'Arguments/a[1]/b'),
  sandbox('sandbox', 'no host objects, no prototypes', 'reaches nothing of the host'),
  sandbox('limits', 'depth, steps, time, memory', 'stops in time'),
];

export const VALIDATION: Linked[] = [
  validate('INVALID_JSON_DESCRIPTION', 'not JSON', "'INVALID_JSON_DESCRIPTION'"),
  validate('MISSING_DESCRIPTION', 'nothing', 'MISSING_DESCRIPTION'),
  validate(
    'SCHEMA_VALIDATION_FAILED',
    'fields, types, ranges, query language, at their place',
    'every problem is named at its place',
  ),
  validate('MISSING_TRANSITION_TARGET', 'dangling targets, unreachable states', 'dangling and unreachable'),
  validate('MISSING_END_STATE', 'no terminal state', 'MISSING_END_STATE'),
  validate('DUPLICATE_STATE_NAME', 'the same name inside', 'the same state name inside'),
  validate('INVALID_STATE_NAME', 'more than 80 characters', 'a name of 81 characters'),
  validate('INVALID_LABEL_NAME', 'characters and length', 'a label with a blank'),
  validate('TOO_DEEPLY_NESTED', 'states inside states', 'TOO_DEEPLY_NESTED'),
  validate('INVALID_JSONATA_EXPRESSION', 'syntax', 'INVALID_JSONATA_EXPRESSION'),
  validate('UNSUPPORTED_JSONATA_EXPRESSION', 'names without a context item', 'UNSUPPORTED_JSONATA_EXPRESSION'),
  validate('NO_DOLLAR, NO_PATH, PASS_RESULT_IS_STATIC', 'warnings', 'warns of what looks like a mistake'),
  validate('Express restrictions', '.sync, .waitForTaskToken, activities', 'EXPRESS refuses %s'),
  validate('Map.ItemReader, ReaderConfig, ResultWriter', 'schema of reader and writer', 'CSVHeaders missing'),
  saga('rules of sagas (ours)', 'Compensate, Pivot, CompensateAfter, Compensation, contracts', 'rules of sagas'),
];

const CONTROL = row('test/states/control.unit.spec.ts');
const CHILDREN = row('test/states/children.unit.spec.ts');
const FAILING = row('test/states/errors.unit.spec.ts');
const COMPENSATION = row('test/saga/compensation.unit.spec.ts');

export const EXECUTION: Linked[] = [
  FAILING('Retry in the history', 'no new StateEntered', 'schedules the task again under the same entry'),
  FAILING('counters of retriers', 'each its own, in order', 'counts for each retrier alone'),
  FAILING('Retry.JitterStrategy: FULL', 'between zero and the delay', 'full jitter stays below it'),
  FAILING('heartbeats', 'keep a task alive', 'wait as long as heartbeats come'),
  FAILING('late replies', 'are refused', 'refuse the reply that comes after them'),
  CHILDREN('Parallel: failure of one branch', 'aborts the others', 'aborts the others when one fails'),
  CHILDREN('scope of variables', 'branches and iterations keep theirs', 'keeps variables of a branch inside it'),
  CHILDREN('Map: 1,000 iterations', 'inline', 'runs a thousand iterations'),
  CHILDREN('distributed Map: batches', 'by count', 'shows the Map Run alone, and batches items'),
  CONTROL('RedriveExecution', 'continues where it failed', 'continues in the failed state, with fresh retries'),
  CONTROL('StopExecution', 'ends at once', 'ends at once, with an event that points at nothing'),
  CONTROL('25,000 events', 'the limit ends an execution', 'end a machine that runs for ever'),
  CONTROL('262,144 bytes', 'the limit of a payload', 'fail a state whose output is too large'),
  row('test/states/test-state.unit.spec.ts')(
    'TestState',
    'stations of the data, mocks, errors',
    'shows every station of the data',
  ),
  COMPENSATION(
    'compensation (ours)',
    'in reverse order or independent, without limit',
    'repeats a compensation until it succeeds',
  ),
  COMPENSATION('pivot (ours)', 'asked again while its outcome is unknown', 'asks the pivot again without limit'),
  row('src/export/export.unit.spec.ts')('export to plain ASL', 'behaves as the engine does', 'behaves as the engine does'),
  row('src/model-check/model-check.unit.spec.ts')(
    'model checker',
    'all-or-compensated within a bound',
    'broken sagas are rejected',
  ),
  row('test/linter.unit.spec.ts')('asl-validator', 'an independent linter agrees', 'an independent linter accepts'),
  row('test/testing-kit.unit.spec.ts')(
    'testing kit (ours)',
    'stories, simulation, one state, model check',
    'tells its story step by step',
  ),
  row('test/edge/edge.unit.spec.ts')(
    'variables: 256 KiB each and per Assign, 10 MiB per execution',
    'States.DataLimitExceeded',
    'one variable, one Assign, all variables of an execution',
  ),
  row('test/edge/edge.unit.spec.ts')('examples of the specification', 'each as a case', 'every example of the specification'),
  row('src/expressions/hostile.unit.spec.ts')(
    'hostile paths and intrinsic functions',
    'random texts end in time, as language errors',
    'hostile paths and intrinsic functions',
  ),
  row('test/edge/flow.ts')('$$ (the whole context object)', 'every member, and no other', 'whole context object'),
  row('test/edge/failing.ts')(
    'Parameters that fail at a retry',
    'States.IntrinsicFailure and the like end the retries',
    'Parameters that fail at a retry only',
  ),
  row('test/property/random-machines.unit.spec.ts')(
    'any machine',
    'fold = snapshot, replay the same, every run ends',
    'any machine, any replies, any kills',
  ),
];

const READER = row('test/map-run/reader.unit.spec.ts');
const DISTRIBUTED = row('test/map-run/distributed.unit.spec.ts');

/** Reading and writing of Map Runs; the places themselves (folder, S3) are the orchestrator's, storage.unit.spec.ts there. */
export const MAP_RUNS: Linked[] = [
  READER('ItemReader: InputType CSV, CSVHeaderLocation FIRST_ROW', 'items of texts', "'the first row as header'"),
  READER('ItemReader: CSVHeaderLocation GIVEN, CSVHeaders', 'names from the definition', "'given headers'"),
  ...['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB'].map((name) => READER(`ItemReader: CSVDelimiter ${name}`, name === 'COMMA' ? 'the default' : 'between the fields', name === 'COMMA' ? "'the first row as header'" : `CSVDelimiter ${name}`)),
  READER('ItemReader: quotes, backslashes, short and long rows', 'as the developer guide says', 'quotes around delimiters, newlines and quotes'),
  READER('ItemReader: InputType JSON', 'an array, or the pairs of an object', "'the pairs of an object'"),
  READER('ItemReader: ItemsPointer', 'JSON Pointer into the file', "'ItemsPointer'"),
  READER('ItemReader: InputType JSONL', 'a value a line', 'JSON lines, empty ones left out'),
  READER('ItemReader: MaxItems', 'so many at most', "'MaxItems'"),
  DISTRIBUTED('ItemReader: MaxItemsPath', 'read from the input', 'MaxItemsPath, read from the input'),
  DISTRIBUTED('ItemReader: Parameters, Arguments, expressions in ReaderConfig', 'paths and JSONata', 'Arguments and ReaderConfig with expressions'),
  READER('ItemReader: s3:listObjectsV2', 'a child for each object', 'brings what the listing says of each object'),
  READER('ItemReader: Transformation LOAD_AND_FLATTEN', 'the items of all objects', 'LOAD_AND_FLATTEN brings'),
  READER('ItemReader: InputType MANIFEST (S3 inventory)', 'rows with the columns of the manifest', 'S3 inventory: rows'),
  READER('ItemReader: ManifestType ATHENA_DATA', 'the data files of the manifest', 'ATHENA_DATA: the data files'),
  READER('ItemReader: InputType PARQUET', 'refused with States.ItemReaderFailed', "InputType: 'PARQUET'"),
  DISTRIBUTED('ItemReader: failure', 'States.ItemReaderFailed, caught by name', 'fails with States.ItemReaderFailed, which can be caught'),
  DISTRIBUTED('$$.Map.Item.Source, Key', 'where an item comes from', '$$.Map.Item.Key where an object is iterated'),
  DISTRIBUTED('ItemBatcher over what was read', 'Items and BatchInput', 'batches what it has read'),
  DISTRIBUTED('ResultWriter: Resource, Parameters', 'files by status and a manifest', 'leaves results by status and a manifest'),
  DISTRIBUTED('ResultWriter: a failed Map Run', 'is written too; PENDING was never started', 'writes also when too many have failed'),
  DISTRIBUTED('ResultWriter: WriterConfig OutputType, Transformation', 'JSON, JSONL; NONE, COMPACT, FLATTEN', 'WriterConfig %j'),
  DISTRIBUTED('ResultWriter without a place', "shapes the state's output", 'without a place it shapes the output of the state'),
  DISTRIBUTED('ResultWriter: failure', 'States.ResultWriterFailed, caught', 'fails with States.ResultWriterFailed, which can be caught'),
  row('../../apps/orchestrator/src/storage/storage.unit.spec.ts')('a folder as storage', 'nothing outside is reached; gzip is unpacked', 'a folder as storage'),
  row('../../apps/orchestrator/src/storage/storage.unit.spec.ts')('S3-compatible storage', 'signed requests, pages of listings', 'S3-compatible storage'),
]; // prettier-ignore
