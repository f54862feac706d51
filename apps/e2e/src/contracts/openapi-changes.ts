/** As much of an OpenAPI document as compatibility is about. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
}
interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: Content;
  readonly responses?: Readonly<Record<string, Content>>;
}
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

/** Schemas of this API nest less deep; a recursive one ends here. */
const MAX_DEPTH = 8;

function resolve(document: OpenApi, schema: Schema | undefined): Schema | undefined {
  const name = schema?.$ref?.split('/').at(-1);
  return name === undefined ? schema : document.components?.schemas?.[name];
}

const bodyOf = (content: Content | undefined): Schema | undefined => Object.values(content?.content ?? {})[0]?.schema;

/** What would break a client of the earlier document: something it calls, sends or reads is gone, or more is asked of it. */
export function openApiBreaks(before: OpenApi, after: OpenApi): string[] {
  return Object.entries(before.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, old]) => {
      const where = `${method.toUpperCase()} ${path}`;
      const now = after.paths[path]?.[method];
      return now ? operationBreaks(where, before, old, after, now) : [`${where} is gone`];
    }),
  );
}

function operationBreaks(where: string, before: OpenApi, old: Operation, after: OpenApi, now: Operation): string[] {
  const known = new Set((old.parameters ?? []).map(({ in: place, name }) => `${place} ${name}`));
  const asked = (now.parameters ?? [])
    .filter(({ required, in: place, name }) => required && !known.has(`${place} ${name}`))
    .map(({ name }) => `${where} asks for the parameter ${name}`);
  const answers = Object.entries(old.responses ?? {}).flatMap(([status, answer]) => {
    const current = now.responses?.[status];
    if (!current) return [`${where} answers ${status} no longer`];
    return lost(`${where} ${status}`, before, bodyOf(answer), after, bodyOf(current));
  });
  return [...asked, ...demands(`${where} body`, before, bodyOf(old.requestBody), after, bodyOf(now.requestBody)), ...answers];
}

/** What answers had, and have no longer. */
function lost(
  where: string,
  before: OpenApi,
  oldSchema: Schema | undefined,
  after: OpenApi,
  newSchema: Schema | undefined,
  depth = 0,
): string[] {
  const [old, now] = [resolve(before, oldSchema), resolve(after, newSchema)];
  if (!old || depth > MAX_DEPTH) return [];
  const own = Object.entries(old.properties ?? {}).flatMap(([name, property]) =>
    now?.properties?.[name]
      ? lost(`${where}.${name}`, before, property, after, now.properties[name], depth + 1)
      : [`${where}.${name} is gone`],
  );
  const optional = (old.required ?? []).filter((name) => now?.properties?.[name] && !now.required?.includes(name));
  const changed =
    JSON.stringify(old.type) === JSON.stringify(now?.type) ? [] : [`${where} was ${String(old.type)}, is ${String(now?.type)}`];
  return [
    ...own,
    ...optional.map((name) => `${where}.${name} may be missing now`),
    ...changed,
    ...(old.items ? lost(`${where}[]`, before, old.items, after, now?.items, depth + 1) : []),
  ];
}

/** What requests need now and did not need, and what they may no longer say. */
function demands(
  where: string,
  before: OpenApi,
  oldSchema: Schema | undefined,
  after: OpenApi,
  newSchema: Schema | undefined,
  depth = 0,
): string[] {
  const [old, now] = [resolve(before, oldSchema), resolve(after, newSchema)];
  if (!now || depth > MAX_DEPTH) return [];
  const needed = (now.required ?? [])
    .filter((name) => !old?.required?.includes(name))
    .map((name) => `${where}.${name} is required now`);
  const refused = Object.keys(old?.properties ?? {})
    .filter((name) => !now.properties?.[name])
    .map((name) => `${where}.${name} is refused now`);
  const fewer = (old?.enum ?? [])
    .filter((value) => !now.enum?.includes(value))
    .map((value) => `${where} may no longer be ${String(value)}`);
  const deeper = Object.entries(now.properties ?? {}).flatMap(([name, property]) =>
    old?.properties?.[name] ? demands(`${where}.${name}`, before, old.properties[name], after, property, depth + 1) : [],
  );
  return [
    ...needed,
    ...refused,
    ...fewer,
    ...deeper,
    ...(now.items ? demands(`${where}[]`, before, old?.items, after, now.items, depth + 1) : []),
  ];
}
