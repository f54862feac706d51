import { AslError } from '../../expressions/index.js';
import { ownValue, setOwn } from '../../expressions/shared/own.js';
import { isObject, type Json, type JsonObject } from '../../model.js';
import { csvRows, DELIMITERS, MAX_HEADER_CHARACTERS, type Delimiter } from './csv.js';

/** Items that a reader brought, and what `$$.Map.Item` says of them. */
export interface Dataset {
  items: Json[];
  /** `Source`: the S3 URI, or `STATE_DATA`. */
  source: string;
  /** `Key` of each item where a JSON object is iterated. */
  keys?: string[];
}

export const STATE_DATA = 'STATE_DATA';

export function readerFailure(cause: string): AslError {
  return new AslError('States.ItemReaderFailed', cause);
}

/** The items of one file, by its InputType. @throws AslError States.ItemReaderFailed */
export function parseItems(text: string, config: JsonObject, limit: number): Omit<Dataset, 'source'> {
  switch (config['InputType']) {
    case 'CSV':
      return { items: csvItems(text, config, limit) };
    case 'JSON':
      return jsonItems(text, config, limit);
    case 'JSONL':
      return { items: jsonLines(text, limit) };
    default:
      throw readerFailure(`The InputType ${JSON.stringify(config['InputType'] ?? null)} cannot be read.`);
  }
}

/** Every value is text. A row that is too short is filled up with empty texts, one that is too long is cut (developer guide). */
function csvItems(text: string, config: JsonObject, limit: number): Json[] {
  const delimiter = DELIMITERS[(config['CSVDelimiter'] ?? 'COMMA') as Delimiter];
  const isGiven = config['CSVHeaderLocation'] === 'GIVEN';
  const rows = csvRows(text, delimiter, isGiven ? limit : limit + 1);
  const given = config['CSVHeaders'];
  const header = isGiven ? (Array.isArray(given) ? given.map(String) : []) : (rows.shift() ?? []);
  if (header.join(delimiter).length > MAX_HEADER_CHARACTERS) throw readerFailure('The CSV header is longer than 10 KiB.');
  return rows.map((row) => {
    const item: JsonObject = {};
    header.forEach((name, at) => setOwn(item, name, row[at] ?? ''));
    return item;
  });
}

/** An array, or the pairs of an object; `ItemsPointer` says where in the file (RFC 6901). */
function jsonItems(text: string, config: JsonObject, limit: number): Omit<Dataset, 'source'> {
  const pointer = config['ItemsPointer'];
  const value = pointed(parsed(text, 'The file is not valid JSON.'), typeof pointer === 'string' ? pointer : '');
  if (Array.isArray(value)) return { items: value.slice(0, limit) };
  if (!isObject(value)) throw readerFailure('Attempting to map over non-iterable node.');
  const pairs = Object.entries(value).slice(0, limit);
  return { items: pairs.map(([key, member]) => ({ Key: key, Value: member })), keys: pairs.map(([key]) => key) };
}

function pointed(root: Json, pointer: string): Json {
  let value: Json | undefined = root;
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(value)) value = /^(0|[1-9]\d*)$/.test(name) ? value[Number(name)] : undefined;
    else value = isObject(value) ? ownValue(value, name) : undefined;
    if (value === undefined) throw readerFailure(`The ItemsPointer '${pointer}' was not found in the file.`);
  }
  return value;
}

/** One JSON value a line; lines without text are skipped. */
function jsonLines(text: string, limit: number): Json[] {
  const items: Json[] = [];
  let line = 0;
  for (let start = 0; start < text.length && items.length < limit;) {
    const end = text.indexOf('\n', start);
    const content = text.slice(start, end < 0 ? undefined : end).trim();
    line++;
    if (content !== '') items.push(parsed(content, `Line ${line} of the file is not valid JSON.`));
    start = end < 0 ? text.length : end + 1;
  }
  return items;
}

function parsed(text: string, complaint: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw readerFailure(complaint);
  }
}
