import type { JsonObject } from '../model.js';
import type { Field } from './fields.js';
import { within, type Place } from './scope.js';

/** Fields that are missing, of the other query language, or unknown; then each value by its own check. */
export function checkFields(object: JsonObject, fields: Readonly<Record<string, Field>>, place: Place): void {
  const missing = Object.entries(fields).filter(([name, field]) => field.required && object[name] === undefined);
  if (missing.length > 0)
    place.report.schema(`These fields are required: [${missing.map(([name]) => name).join(', ')}]`, place.location);
  for (const [name, value] of Object.entries(object)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field) place.report.schema(`Field '${name}' is not supported`, place.location);
    else if (field.language !== undefined && field.language !== place.language) {
      place.report.schema(
        `The QueryLanguage is set to '${place.language}', but field '${name}' is only supported for the '${field.language}' QueryLanguage`,
        place.location,
      );
    } else field.check(value, within(place, name));
  }
}

/** At most one of each group. */
export function checkExclusive(object: JsonObject, groups: readonly (readonly string[])[], place: Place): void {
  for (const group of groups) {
    const present = group.filter((name) => object[name] !== undefined);
    if (present.length > 1)
      place.report.schema(`There should only be one of the following fields: [${present.join(', ')}]`, place.location);
  }
}

export function checkOneRequired(object: JsonObject, group: readonly string[], place: Place): void {
  if (group.every((name) => object[name] === undefined)) {
    place.report.schema(`There should be one of the following fields: [${group.join(', ')}]`, place.location);
  }
}
