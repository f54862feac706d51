import { z } from 'zod';
import { HTTP_API, type HttpOperation } from '../http/api.js';
import { Problem } from '../http/orders.js';
import { Components, type JsonSchema } from './components.js';

const TAGS = {
  orders: 'Orders and how their sagas go',
  approvals: 'Orders that a person has to approve',
  operations: 'For operators: what is stuck, and the executions of the orchestrator',
  system: 'For whoever runs the gateway',
};
const PROBLEM_MEDIA_TYPE = 'application/problem+json';
/** Problems that every operation with a token can answer with. */
const COMMON_PROBLEMS: Readonly<Record<number, string>> = {
  401: 'There is no token, or it is not valid here.',
  429: 'More requests than the token may make in a second; `Retry-After` says how many seconds to wait.',
  503: 'A service behind the gateway is away; `Retry-After` says how many seconds to wait.',
};
/** What a path parameter is. */
const PARAMETERS: Readonly<Record<string, JsonSchema>> = {
  id: { type: 'string', format: 'uuid' },
  service: { type: 'string' },
};

/** The OpenAPI 3.1 document of the gateway, made of the contracts alone. */
export function openApiDocument(version = '0.1.0') {
  const components = new Components();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of HTTP_API) (paths[operation.path] ??= {})[operation.method] = describe(operation, components);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Counterpoint gateway',
      version,
      summary: 'Orders whose sagas are choreographed or orchestrated, as each order says.',
      description:
        'Every request needs a bearer token (`npx counterpoint credentials` prints those of a development system). ' +
        'Every error is a problem document (RFC 9457). Amounts are in minor units (cents), times are UTC.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'This gateway' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    security: [{ bearer: [] }],
    paths,
    components: {
      schemas: components.schemas,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

function describe(operation: HttpOperation, components: Components) {
  const { access } = operation;
  const roles = access === 'public' ? undefined : `Role: ${access.join(' or ')}.`;
  const description = [operation.description, roles].filter(Boolean).join('\n\n');
  const parameters = parametersOf(operation, components);
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    ...(description === '' ? {} : { description }),
    ...(access === 'public' ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(operation.body === undefined ? {} : { requestBody: requestBody(operation.body, operation.example, components) }),
    responses: responsesOf(operation, components),
  };
}

function requestBody(schema: z.ZodType, example: unknown, components: Components) {
  const content = { schema: components.schemaOf(schema, 'input'), ...(example === undefined ? {} : { example }) };
  return { required: true, content: { 'application/json': content } };
}

function parametersOf(operation: HttpOperation, components: Components) {
  const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: PARAMETERS[name] ?? { type: 'string' },
  }));
  const inHeader = Object.entries(operation.headers ?? {}).map(([name, { schema, required, description }]) => ({
    name,
    in: 'header',
    required,
    description,
    schema: components.schemaOf(schema, 'output'),
  }));
  const inQuery = Object.entries(operation.query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: !z.safeParse(schema as z.ZodType, undefined).success,
    schema: components.schemaOf(schema as z.ZodType, 'output'),
  }));
  return [...inPath, ...inHeader, ...inQuery];
}

function responsesOf(operation: HttpOperation, components: Components) {
  const answers = Object.entries(operation.answers).map(([status, { description, schema, mediaType = 'application/json' }]) => [
    status,
    {
      description,
      ...(schema === undefined ? {} : { content: { [mediaType]: { schema: components.schemaOf(schema, 'output') } } }),
    },
  ]);
  const problems = { ...(operation.access === 'public' ? {} : COMMON_PROBLEMS), ...operation.problems };
  const refusals = Object.entries(problems).map(([status, description]) => [
    status,
    {
      description,
      ...(['429', '503'].includes(status)
        ? { headers: { 'Retry-After': { schema: { type: 'integer', minimum: 1 }, description: 'Seconds' } } }
        : {}),
      content: { [PROBLEM_MEDIA_TYPE]: { schema: components.schemaOf(Problem, 'output') } },
    },
  ]);
  return Object.fromEntries([...answers, ...refusals]) as Record<string, unknown>;
}
