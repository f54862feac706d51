import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { problem } from '../problem/problem.js';

/** Most mistakes that one answer lists. */
const MAX_LISTED_ERRORS = 20;

/**
 * Validates what has a schema (`@Body({ schema })`, `@Query({ schema })`, `@Param('id', { schema })`) and hands on what the schema made of it.
 * A body that is JSON but wrong is 422, a wrong query is 400, and a path that can't name anything is 404.
 */
@Injectable()
export class SchemaPipe implements PipeTransform {
  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { schema } = metadata;
    if (schema === undefined) return value;
    const result = await schema['~standard'].validate(value);
    if (result.issues === undefined) return result.value;
    if (metadata.type === 'param')
      throw problem(404, 'not-found', `There is nothing with the ${metadata.data ?? 'name'} ${JSON.stringify(value)}.`);
    const errors = result.issues.slice(0, MAX_LISTED_ERRORS).flatMap(errorsOf);
    const more = { errors };
    if (metadata.type === 'query') throw problem(400, 'invalid-query', `The query is not valid: ${summaryOf(errors)}`, { more });
    throw problem(422, 'invalid-body', `The body is not valid: ${summaryOf(errors)}`, { more });
  }
}

interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

const escape = (segment: PropertyKey) => String(segment).replaceAll('~', '~0').replaceAll('/', '~1');

/** A JSON pointer (RFC 6901) for each mistake; unknown members are named one by one. */
function errorsOf(issue: StandardSchemaV1.Issue): FieldError[] {
  const path = (issue.path ?? []).map((segment) => (typeof segment === 'object' ? segment.key : segment));
  const pointer = path.map((segment) => `/${escape(segment)}`).join('');
  const unknown = 'keys' in issue && Array.isArray(issue.keys) ? (issue.keys as PropertyKey[]) : [];
  if (unknown.length > 0)
    return unknown.map((key) => ({ pointer: `${pointer}/${escape(key)}`, detail: 'is not known here: leave it out' }));
  return [{ pointer, detail: issue.message }];
}

function summaryOf(errors: readonly FieldError[]): string {
  const [first] = errors;
  if (first === undefined) return 'see errors.';
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return `${first.pointer === '' ? 'it' : first.pointer} ${first.detail}${more}.`;
}
