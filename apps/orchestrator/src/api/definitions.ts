import { invalidDefinitionMessage, isObject, validate, type Json } from '@counterpoint/asl';
import { SfnError } from './errors.js';

/** @throws SfnError InvalidDefinition with everything that is wrong with it */
export function checkDefinition(definition: string, type: 'STANDARD' | 'EXPRESS'): void {
  const errors = validate(definition, { type }).filter((diagnostic) => diagnostic.severity === 'ERROR');
  if (errors.length > 0) throw new SfnError('InvalidDefinition', invalidDefinitionMessage(errors));
}

/** `$name` that is neither a path of the input (`$.`, `$[`), the context (`$$`), nor the call of a function. */
const REFERENCE = /(?<![\w$])\$([\p{ID_Start}_][\p{ID_Continue}]*)(?![\p{ID_Continue}]|\s*\()/gu;
const JSONATA = /^\{%([\s\S]*)%\}$/;
/** What JSONata binds inside the expression itself: `$x := ...` and the parameters of `function($x, $y)`. */
const ASSIGNED = /\$([\p{ID_Start}_][\p{ID_Continue}]*)\s*:=/gu;
const PARAMETERS = /(?:function|λ)\s*\(([^)]*)\)/gu;
const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;

/** State to the variables that its expressions refer to (`variableReferences` of DescribeStateMachine). */
export function variableReferences(definition: string): Record<string, readonly string[]> {
  const references: Record<string, readonly string[]> = {};
  walkMachine(JSON.parse(definition) as Json, 'JSONPath', references);
  return references;
}

function walkMachine(machine: Json | undefined, inherited: string, references: Record<string, readonly string[]>): void {
  if (!isObject(machine) || !isObject(machine['States'])) return;
  const language = typeof machine['QueryLanguage'] === 'string' ? machine['QueryLanguage'] : inherited;
  for (const [name, state] of Object.entries(machine['States'])) {
    if (!isObject(state)) continue;
    const own = typeof state['QueryLanguage'] === 'string' ? state['QueryLanguage'] : language;
    const { Branches, ItemProcessor, Iterator, Comment: _comment, Result: _result, ...fields } = state;
    const names = new Set<string>();
    collect(fields, own === 'JSONata', '', names);
    if (names.size > 0) references[name] = [...names];
    for (const branch of Array.isArray(Branches) ? Branches : []) walkMachine(branch, language, references);
    walkMachine(ItemProcessor ?? Iterator, language, references);
  }
}

function collect(value: Json, isJsonata: boolean, key: string, names: Set<string>): void {
  if (typeof value === 'string') {
    if (isJsonata) ofExpression(value, names);
    else if (key.endsWith('.$') || /Path$|^Variable$/.test(key)) ofPath(value, names);
  } else if (Array.isArray(value)) for (const item of value) collect(item, isJsonata, key, names);
  else if (isObject(value)) for (const [name, member] of Object.entries(value)) collect(member, isJsonata, name, names);
}

function ofExpression(text: string, names: Set<string>): void {
  const expression = JSONATA.exec(text)?.[1]?.replace(QUOTED, '""');
  if (expression === undefined) return;
  const bound = new Set(['states', ...[...expression.matchAll(ASSIGNED)].map((match) => match[1] as string)]);
  for (const [, parameters = ''] of expression.matchAll(PARAMETERS))
    for (const parameter of parameters.split(',')) bound.add(parameter.trim().slice(1));
  for (const [, name = ''] of expression.matchAll(REFERENCE)) if (!bound.has(name)) names.add(name);
}

function ofPath(text: string, names: Set<string>): void {
  for (const [, name = ''] of text.replace(QUOTED, '""').matchAll(REFERENCE)) names.add(name);
}
