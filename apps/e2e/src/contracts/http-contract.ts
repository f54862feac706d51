import fs from 'node:fs';
import { randomUUID } from 'node:crypto';
import { anOrderRequest } from '@counterpoint/testing';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { CallOptions, GatewayClient } from '../system/gateway-client.js';
import { OPENAPI_FILE } from './baseline.js';

interface Document {
  readonly paths: Record<
    string,
    Record<string, { responses: Record<string, { content?: Record<string, { schema: object }>; $ref?: string }> }>
  >;
  readonly components: { readonly responses?: Record<string, { content?: Record<string, { schema: object }> }> };
}
interface Call {
  /** The path as the document writes it. */
  readonly path: string;
  readonly url?: string;
  readonly options?: CallOptions;
}

/**
 * Calls every kind of answer that a client can ask for, good and bad, and holds status and body against the document.
 * @returns what was called, and what the document does not allow
 */
export async function checkAnswers(gateway: GatewayClient): Promise<{ called: string[]; wrong: string[] }> {
  const document = JSON.parse(fs.readFileSync(OPENAPI_FILE, 'utf8')) as Document;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (formats as unknown as (instance: Ajv2020) => void)(ajv);
  ajv.addSchema(document, 'openapi');
  const called: string[] = [];
  const wrong: string[] = [];
  for (const { path, url = path, options = {} } of await calls(gateway)) {
    const method = (options.method ?? (options.json === undefined && options.text === undefined ? 'GET' : 'POST')).toLowerCase();
    const { status, body, headers } = await gateway.call(url, options);
    const name = `${method.toUpperCase()} ${url} ${status}`;
    called.push(name);
    const answer = document.paths[path]?.[method]?.responses[String(status)];
    if (!answer) {
      wrong.push(`${name} is not in the document`);
      continue;
    }
    const pointer = answer.$ref ?? `#/paths/${escape(path)}/${method}/responses/${status}`;
    const media = Object.keys(
      (answer.$ref ? document.components.responses?.[answer.$ref.split('/').at(-1) ?? ''] : answer)?.content ?? {},
    )[0];
    const type = headers.get('content-type') ?? '';
    if (media === undefined) continue;
    if (!type.startsWith(media)) wrong.push(`${name} is ${type}, not ${media}`);
    const schema = ajv.compile({ $ref: `openapi${pointer}/content/${escape(media)}/schema` });
    if (/json/.test(media) && !schema(body)) wrong.push(`${name}: ${ajv.errorsText(schema.errors)}`);
  }
  return { called, wrong };
}

/** A name as a part of a JSON pointer in a URI fragment. */
const escape = (name: string): string => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));

async function calls(gateway: GatewayClient): Promise<Call[]> {
  const { customerToken, otherCustomerToken, approverToken, operatorToken } = gateway.credentials;
  const order = anOrderRequest('choreography');
  const key = () => ({ 'idempotency-key': randomUUID() });
  const { body: placed } = await gateway.place(order);
  const as = (token: string) => ({ token });
  const missing = randomUUID();
  const of = (path: string, id: string, options: CallOptions): Call => ({ path, url: path.replace('{id}', id), options });
  return [
    { path: '/orders', options: { token: customerToken, headers: key(), json: order } },
    { path: '/orders', options: { headers: key(), json: order } },
    { path: '/orders', options: { token: customerToken, json: order } },
    { path: '/orders', options: { token: customerToken, headers: key(), text: '{' } },
    { path: '/orders', options: { token: customerToken, headers: key(), json: { ...order, items: [] } } },
    { path: '/orders', options: { token: customerToken, headers: key(), json: { ...order, totalMinor: 1 } } },
    { path: '/orders', options: { token: approverToken, headers: key(), json: order } },
    { path: '/orders', options: as(customerToken) },
    { path: '/orders', url: '/orders?status=CONFIRMED&limit=2', options: as(operatorToken) },
    { path: '/orders', url: '/orders?limit=0', options: as(operatorToken) },
    { path: '/catalogue', options: as(customerToken) },
    of('/orders/{id}', placed.id, as(customerToken)),
    of('/orders/{id}', placed.id, as(otherCustomerToken)),
    of('/orders/{id}', missing, as(customerToken)),
    of('/orders/{id}', 'no-uuid', as(customerToken)),
    of('/orders/{id}/timeline', placed.id, as(customerToken)),
    of('/orders/{id}/timeline', missing, as(customerToken)),
    of('/orders/{id}/cancel', missing, { method: 'POST', token: customerToken }),
    of('/orders/{id}/cancel', placed.id, { method: 'POST', token: approverToken }),
    { path: '/approvals', options: as(approverToken) },
    { path: '/approvals', options: as(customerToken) },
    of('/approvals/{id}', missing, { token: approverToken, json: { decision: 'approve', comment: '' } }),
    of('/approvals/{id}', missing, { token: approverToken, json: { decision: 'perhaps' } }),
    { path: '/operations/parked', options: as(operatorToken) },
    { path: '/operations/parked', options: as(customerToken) },
    { path: '/executions', options: as(operatorToken) },
    of('/executions/{id}', missing, as(operatorToken)),
    { path: '/state-machines', options: as(operatorToken) },
    { path: '/health/live' },
    { path: '/health/ready' },
  ];
}
