import { AslError, compilePath } from '../expressions/index.js';
import { isIntrinsic, parseIntrinsic } from '../expressions/intrinsics/parse-intrinsic.js';
import { SyntaxFault } from '../expressions/shared/scanner.js';
import { isObject, type Json, type JsonObject } from '../model.js';
import { checkIntrinsic } from './intrinsic-check.js';
import { element, within, type Place } from './scope.js';

const LOOKS_LIKE_A_PATH = /^\$(?:\$?\.|\$?\[|\$?$)|^States\.[A-Z]\w*\(/;

/** Payload templates: `.$` members are paths or intrinsic functions, and no member is there with and without `.$`. */
export function checkTemplate(value: Json, place: Place): void {
  if (Array.isArray(value)) value.forEach((item, at) => checkTemplate(item, element(place, at)));
  else if (isObject(value)) checkMembers(value, place);
}

function checkMembers(object: JsonObject, place: Place): void {
  for (const [key, value] of Object.entries(object)) {
    const here = within(place, key);
    if (!key.endsWith('.$')) {
      if (typeof value === 'string' && LOOKS_LIKE_A_PATH.test(value)) {
        place.report.warn(
          'NO_DOLLAR',
          `Field value looks like a path or an intrinsic function, but the field name does not end with '.$'`,
          here.location,
        );
      }
      checkTemplate(value, here);
      continue;
    }
    if (Object.hasOwn(object, key.slice(0, -2))) {
      place.report.schema(`There should only be one of the following fields: [${key.slice(0, -2)}, ${key}]`, place.location);
    }
    checkExpression(value, key, here);
  }
}

function checkExpression(value: Json, key: string, place: Place): void {
  const invalid = (): void =>
    place.report.schema(
      `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`,
      place.location,
    );
  if (typeof value !== 'string') return invalid();
  try {
    if (isIntrinsic(value)) checkIntrinsic(parseIntrinsic(value), place);
    else compilePath(value);
  } catch (error) {
    if (!(error instanceof SyntaxFault) && !(error instanceof AslError)) throw error;
    invalid();
  }
}
