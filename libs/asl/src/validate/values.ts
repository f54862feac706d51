import { compilePath, AslError, isJsonataText, parseTimestamp } from '../expressions/index.js';
import { isIntrinsic, parseIntrinsic } from '../expressions/intrinsics/parse-intrinsic.js';
import { isReferencePath } from '../expressions/path/reference-path.js';
import { SyntaxFault } from '../expressions/shared/scanner.js';
import type { Json } from '../model.js';
import { checkIntrinsic } from './intrinsic-check.js';
import { checkJsonata, checkJsonataValue } from './jsonata-check.js';
import { checkTemplate } from './template-check.js';
import type { Place } from './scope.js';

/** Reports what is wrong with one value. The place's location is the value's own. */
export type Check = (value: Json, place: Place) => void;

export const anything: Check = () => undefined;

function typed(type: string, is: (value: Json) => boolean): Check {
  return (value, { report, location }) => {
    if (!is(value)) report.schema(`Expected value of type ${type}`, location);
  };
}

export const text = typed('String', (value) => typeof value === 'string');
export const boolean = typed('Boolean', (value) => typeof value === 'boolean');
export const list = typed('Array', Array.isArray);

export function oneOf(...allowed: string[]): Check {
  return (value, { report, location }) => {
    if (!allowed.includes(value as string))
      report.schema(`Value is not one of the allowed values: [${allowed.join(', ')}]`, location);
  };
}

export function textUpTo(characters: number): Check {
  return (value, place) => {
    text(value, place);
    if (typeof value === 'string' && [...value].length > characters)
      place.report.schema(`Maximum length is ${characters}`, place.location);
  };
}

interface Range {
  min: number;
  max?: number;
  /** A float: the service then writes its bounds with a decimal point. */
  fractional?: boolean;
}

export function number({ min, max, fractional = false }: Range): Check {
  const bound = (value: number): string => (fractional && Number.isInteger(value) ? value.toFixed(1) : String(value));
  return (value, { report, location }) => {
    if (typeof value !== 'number' || (!fractional && !Number.isInteger(value))) {
      report.schema(`Expected value of type ${fractional ? 'Float' : 'Integer'}`, location);
    } else if (value < min) report.schema(`Minimum value is ${bound(min)}`, location);
    else if (max !== undefined && value > max) report.schema(`Maximum value is ${bound(max)}`, location);
  };
}

/** `{% %}` in JSONata states, else what `otherwise` wants. */
export function orExpression(otherwise: Check): Check {
  return (value, place) => {
    if (place.language === 'JSONata' && typeof value === 'string' && looksLikeJsonata(value)) checkJsonata(value, place);
    else otherwise(value, place);
  };
}

/** A value with `{% %}` anywhere in it. */
export const jsonataValue: Check = (value, place) => checkJsonataValue(value, place);

export const template: Check = (value, place) => checkTemplate(value, place);

/** Payload template in JSONPath states, JSONata value in JSONata states (Assign, Credentials). */
export const valueOfLanguage: Check = (value, place) => (place.language === 'JSONata' ? jsonataValue : template)(value, place);

export function objectOf(check: Check): Check {
  return (value, place) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) check(value, place);
    else if (place.language === 'JSONata' && typeof value === 'string' && isJsonataText(value)) checkJsonata(value, place);
    else place.report.schema('Expected value of type Object', place.location);
  };
}

export const path: Check = (value, { report, location }) => {
  try {
    if (typeof value === 'string') compilePath(value);
    else report.schema('Expected value of type String', location);
  } catch (error) {
    if (!(error instanceof AslError)) throw error;
    report.schema('Value must be a valid JSONPath.', location);
  }
};

export const nullablePath: Check = (value, place) => {
  if (value !== null) path(value, place);
};

/** Path fields other than InputPath, OutputPath and ItemsPath name one node of the state input or of a variable. */
export const referencePath: Check = (value, place) => {
  const before = place.report.diagnostics.length;
  path(value, place);
  if (place.report.diagnostics.length > before) return;
  const { ast } = compilePath(value as string);
  if (!isReferencePath(ast) || ast.root.kind === 'context') place.report.schema('Value is not a Reference Path', place.location);
};

/** ResultPath is written to: the state input only. */
export const resultPath: Check = (value, place) => {
  if (value === null) return;
  const before = place.report.diagnostics.length;
  referencePath(value, place);
  if (place.report.diagnostics.length === before && compilePath(value as string).ast.root.kind !== 'input') {
    place.report.schema('Value is not a Reference Path', place.location);
  }
};

/** ErrorPath, CausePath: a Reference Path, also on the context object, or an intrinsic function. */
export const pathOrIntrinsic: Check = (value, place) => {
  if (typeof value !== 'string' || !isIntrinsic(value)) return path(value, place);
  try {
    checkIntrinsic(parseIntrinsic(value), place);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    place.report.schema(`The value for the field is not a valid intrinsic function: ${error.message}`, place.location);
  }
};

export const timestamp: Check = (value, { report, location }) => {
  if (typeof value !== 'string' || parseTimestamp(value) === undefined)
    report.schema('String does not match RFC3339 timestamp', location);
};

/** A string that was meant as an expression, well formed or not. */
export function looksLikeJsonata(value: string): boolean {
  return value.startsWith('{%') || value.endsWith('%}');
}
