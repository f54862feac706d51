/** What JSON Schema and OpenAPI say for people alone. */
const ANNOTATIONS = new Set(['title', 'description', 'summary', 'examples', 'example', '$comment', 'tags', 'operationId']);
/** Lists whose order means nothing. */
const SETS = new Set(['required', 'enum', 'outcomes']);

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };

const isObject = (value: Json | undefined): value is { readonly [name: string]: Json | undefined } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Everywhere that two documents mean different things, as `path: before -> after`; annotations and the order of sets mean nothing. */
export function differences(before: Json | undefined, after: Json | undefined, path = ''): string[] {
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names]
      .filter((name) => !ANNOTATIONS.has(name) || isObject(before[name]) || isObject(after[name]))
      .flatMap((name) => differences(setOf(name, before[name]), setOf(name, after[name]), `${path}/${name}`));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((item, index) => differences(item as Json, after[index] as Json, `${path}/${index}`));
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [`${path}: ${shown(before)} -> ${shown(after)}`];
}

function setOf(name: string, value: Json | undefined): Json | undefined {
  if (!SETS.has(name) || !Array.isArray(value)) return value;
  return [...(value as Json[])].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}

/** How much of a value a message shows, in characters. */
const SHOWN = 80;
const shown = (value: Json | undefined): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, SHOWN));
