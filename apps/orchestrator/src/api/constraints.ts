import { SfnError, validation } from './errors.js';

/** A request member's shape, as the service's model (the `com.amazonaws.sfn` Smithy model) constrains it. */
export type Shape =
  | { readonly kind: 'text'; readonly min: number; readonly max: number; readonly pattern?: string; readonly sensitive?: true }
  | { readonly kind: 'integer'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'number'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'list'; readonly min: number; readonly max: number; readonly of: Shape; readonly show?: string }
  | { readonly kind: 'object'; readonly members: Members };
export type Members = Readonly<Record<string, Shape & { readonly required?: true }>>;

export const text = (min: number, max: number, pattern?: string) =>
  ({ kind: 'text', min, max, ...(pattern === undefined ? {} : { pattern }) }) as const;
/** Payloads: their content is not repeated in an error. */
export const payload = (max: number) => ({ kind: 'text', min: 0, max, sensitive: true }) as const;
export const integer = (min?: number, max?: number) =>
  ({ kind: 'integer', ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }) as const;
export const number = (min: number, max: number) => ({ kind: 'number', min, max }) as const;
export const flag = { kind: 'boolean' } as const;
export const choice = (...values: readonly string[]) => ({ kind: 'choice', values }) as const;
export const list = <const S extends Shape>(of: S, min: number, max: number, show?: string) =>
  ({ kind: 'list', of, min, max, ...(show === undefined ? {} : { show }) }) as const;
export const object = <const M extends Members>(members: M) => ({ kind: 'object', members }) as const;
export const required = <const S extends Shape>(shape: S) => ({ ...shape, required: true }) as const;

/** Checks a request. @throws SfnError as the service words it, with every violation. */
export function check(members: Members, request: Readonly<Record<string, unknown>>): void {
  const violations: string[] = [];
  checkMembers(members, request, '', violations);
  if (violations.length === 0) return;
  throw validation(
    `${violations.length} validation error${violations.length === 1 ? '' : 's'} detected: ${violations.join('; ')}`,
  );
}

function checkMembers(members: Members, value: Readonly<Record<string, unknown>>, at: string, violations: string[]): void {
  for (const [name, shape] of Object.entries(members)) {
    const member = value[name];
    const path = at === '' ? name : `${at}.${name}`;
    if (member === undefined || member === null) {
      if (shape.required) violations.push(`Value null at '${path}' failed to satisfy constraint: Member must not be null`);
    } else checkValue(shape, member, path, violations);
  }
}

function checkValue(shape: Shape, value: unknown, path: string, violations: string[]): void {
  const fail = (shown: string, constraint: string): void => {
    violations.push(
      `Value ${shown === '' ? "''" : `'${shown}'`} at '${path}' failed to satisfy constraint: Member must ${constraint}`,
    );
  };
  switch (shape.kind) {
    case 'text': {
      if (typeof value !== 'string') throw wrongType();
      const shown = shape.sensitive ? '***Sensitive Data Redacted***' : value;
      if (value.length < shape.min) fail(shown, `have length greater than or equal to ${shape.min}`);
      if (value.length > shape.max) fail(shown, `have length less than or equal to ${shape.max}`);
      if (shape.pattern !== undefined && !new RegExp(shape.pattern).test(value))
        fail(shown, `satisfy regular expression pattern: ${shape.pattern}`);
      return;
    }
    case 'integer':
    case 'number':
      if (typeof value !== 'number' || (shape.kind === 'integer' && !Number.isInteger(value))) throw wrongType();
      if (shape.min !== undefined && value < shape.min) fail(String(value), `have value greater than or equal to ${shape.min}`);
      if (shape.max !== undefined && value > shape.max) fail(String(value), `have value less than or equal to ${shape.max}`);
      return;
    case 'boolean':
      if (typeof value !== 'boolean') throw wrongType();
      return;
    case 'choice':
      if (typeof value !== 'string') throw wrongType();
      if (!shape.values.includes(value)) fail(value, `satisfy enum value set: [${shape.values.join(', ')}]`);
      return;
    case 'list':
      if (!Array.isArray(value)) throw wrongType();
      if (value.length < shape.min) fail(shownList(shape.show, value), `have length greater than or equal to ${shape.min}`);
      if (value.length > shape.max) fail(shownList(shape.show, value), `have length less than or equal to ${shape.max}`);
      value.forEach((item, index) => checkValue(shape.of, item, `${path}.${index + 1}.member`, violations));
      return;
    case 'object':
      if (typeof value !== 'object' || Array.isArray(value)) throw wrongType();
      return checkMembers(shape.members, value as Record<string, unknown>, path, violations);
  }
}

/** The service shows the items of a list as Java prints them: `[Tag(key=a, value=b)]`. */
function shownList(show: string | undefined, items: readonly unknown[]): string {
  const shown = items.map((item) => {
    if (show === undefined || typeof item !== 'object' || item === null) return String(item);
    return `${show}(${Object.entries(item)
      .map(([key, value]) => `${key}=${String(value)}`)
      .join(', ')})`;
  });
  return `[${shown.join(', ')}]`;
}

const wrongType = (): SfnError => new SfnError('SerializationException', 'A member of the request has the wrong type');

type ValueOf<S> = S extends { readonly kind: 'text' | 'choice' }
  ? string
  : S extends { readonly kind: 'integer' | 'number' }
    ? number
    : S extends { readonly kind: 'boolean' }
      ? boolean
      : S extends { readonly kind: 'list'; readonly of: infer Item }
        ? readonly ValueOf<Item>[]
        : S extends { readonly kind: 'object'; readonly members: infer M }
          ? RequestOf<M>
          : never;
/** A request that was checked, as its constraints type it. */
export type RequestOf<M> = {
  readonly [Name in keyof M as M[Name] extends { readonly required: true } ? Name : never]: ValueOf<M[Name]>;
} & {
  readonly [Name in keyof M as M[Name] extends { readonly required: true } ? never : Name]?: ValueOf<M[Name]> | undefined;
};
