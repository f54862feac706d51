import { isObject, type Json } from '../model.js';
import { checkExclusive, checkFields, checkOneRequired } from './object-check.js';
import type { Field } from './fields.js';
import { within, type Place } from './scope.js';
import {
  anything,
  list,
  number,
  objectOf,
  oneOf,
  orExpression,
  referencePath,
  text,
  valueOfLanguage,
  type Check,
} from './values.js';

/** Characters of a Label (developer guide, "Map state in Distributed mode"). */
const MAX_LABEL_CHARACTERS = 40;
const FORBIDDEN_IN_LABEL = /[\s?*<>{}[\]:;,\\|^~$#%&`"\p{Cc}]/u;
const MAX_READ_ITEMS = 100_000_000;
const MAX_BATCH_BYTES = 262_144;

export const checkLabel: Check = (value, { report, location }) => {
  if (typeof value !== 'string') return report.schema('Expected value of type String', location);
  if (FORBIDDEN_IN_LABEL.test(value))
    report.error('INVALID_LABEL_NAME', `The label '${value}' contains invalid characters`, location);
  if (value.length === 0) report.error('INVALID_LABEL_NAME', 'The label must not be empty', location);
  if ([...value].length > MAX_LABEL_CHARACTERS) {
    report.error('INVALID_LABEL_NAME', `Label cannot exceed ${MAX_LABEL_CHARACTERS} characters`, location);
  }
};

const path: Field = { check: referencePath, language: 'JSONPath' };

const BATCHER: Readonly<Record<string, Field>> = {
  MaxItemsPerBatch: { check: orExpression(number({ min: 1 })) },
  MaxItemsPerBatchPath: path,
  MaxInputBytesPerBatch: { check: orExpression(number({ min: 1, max: MAX_BATCH_BYTES })) },
  MaxInputBytesPerBatchPath: path,
  BatchInput: { check: valueOfLanguage },
};

export const checkItemBatcher: Check = objectOf((value, place) => {
  if (!isObject(value)) return;
  checkFields(value, BATCHER, place);
  checkExclusive(value, [['MaxItemsPerBatch', 'MaxItemsPerBatchPath'], ['MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath']], place); // prettier-ignore
  const sizes = Object.keys(BATCHER).filter((name) => name !== 'BatchInput');
  checkOneRequired(value, sizes, place);
});

const READER_CONFIG: Readonly<Record<string, Field>> = {
  InputType: { check: orExpression(oneOf('CSV', 'JSON', 'JSONL', 'MANIFEST', 'PARQUET')) },
  Transformation: { check: oneOf('NONE', 'LOAD_AND_FLATTEN') },
  CSVHeaderLocation: { check: oneOf('FIRST_ROW', 'GIVEN') },
  CSVHeaders: { check: orExpression(list) },
  CSVDelimiter: { check: oneOf('COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB') },
  ItemsPointer: { check: text },
  ManifestType: { check: oneOf('ATHENA_DATA', 'S3_INVENTORY') },
  MaxItems: { check: orExpression(number({ min: 0, max: MAX_READ_ITEMS })) },
  MaxItemsPath: path,
};

const READER: Readonly<Record<string, Field>> = {
  Resource: { check: text, required: true },
  ReaderConfig: { check: checkReaderConfig },
  Parameters: { check: valueOfLanguage, language: 'JSONPath' },
  Arguments: { check: valueOfLanguage, language: 'JSONata' },
  Comment: { check: text },
};

const WRITER: Readonly<Record<string, Field>> = {
  Resource: { check: text },
  WriterConfig: { check: checkWriterConfig },
  Parameters: { check: valueOfLanguage, language: 'JSONPath' },
  Arguments: { check: valueOfLanguage, language: 'JSONata' },
  Comment: { check: anything },
};

export const checkItemReader: Check = (value, place) => checkObject(value, READER, place);
export const checkResultWriter: Check = (value, place) => checkObject(value, WRITER, place);

function checkReaderConfig(value: Json, place: Place): void {
  checkObject(value, READER_CONFIG, place);
  if (!isObject(value)) return;
  checkExclusive(value, [['MaxItems', 'MaxItemsPath']], place);
  if (value['CSVHeaderLocation'] === 'GIVEN' && value['CSVHeaders'] === undefined) {
    place.report.schema('These fields are required: [CSVHeaders]', place.location);
  }
}

function checkWriterConfig(value: Json, place: Place): void {
  checkObject(
    value,
    { Transformation: { check: oneOf('NONE', 'COMPACT', 'FLATTEN') }, OutputType: { check: oneOf('JSON', 'JSONL') } },
    place,
  );
}

function checkObject(value: Json, fields: Readonly<Record<string, Field>>, place: Place): void {
  if (isObject(value)) checkFields(value, fields, place);
  else place.report.schema('Expected value of type Object', place.location);
}

/** What a Map has only in DISTRIBUTED mode, and what Express workflows do not have at all. */
export function checkMode(processor: Json | undefined, place: Place): void {
  const config = isObject(processor) ? processor['ProcessorConfig'] : undefined;
  const isDistributed = isObject(config) && config['Mode'] === 'DISTRIBUTED';
  if (isDistributed && place.express) {
    place.report.schema(
      'Express state machine does not support a Map state in DISTRIBUTED mode',
      within(place, 'ItemProcessor').location,
    );
  }
}
