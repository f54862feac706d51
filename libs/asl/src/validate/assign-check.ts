import { isObject, type Json } from '../model.js';
import { checkJsonata, checkJsonataValue } from './jsonata-check.js';
import { within, type Place } from './scope.js';
import { checkTemplate } from './template-check.js';

/** Characters of a variable's name (developer guide, "Passing data between states with variables"). */
const MAX_NAME_CHARACTERS = 80;

/** Assign: an object of variables. In JSONata the whole may be one expression. */
export function checkAssign(value: Json, place: Place): void {
  if (place.language === 'JSONata' && typeof value === 'string') return checkJsonata(value, place);
  if (!isObject(value)) return place.report.schema('Expected value of type Object', place.location);
  for (const key of Object.keys(value)) {
    const name = place.language === 'JSONPath' && key.endsWith('.$') ? key.slice(0, -2) : key;
    if (name === 'states' || name === '')
      place.report.schema(`'${name}' is not a valid variable name`, within(place, key).location);
    if ([...name].length > MAX_NAME_CHARACTERS) {
      place.report.schema(`The variable name is longer than ${MAX_NAME_CHARACTERS} characters`, within(place, key).location);
    }
  }
  if (place.language === 'JSONata') checkJsonataValue(value, place);
  else checkTemplate(value, place);
}
