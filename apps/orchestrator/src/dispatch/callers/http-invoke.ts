import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP } from 'node:net';
import type { Json } from '@counterpoint/asl';
import type { CalledTask } from '../dispatcher.js';
import type { TaskResource } from '../resource.js';
import { members, type CallResult, type TaskCaller } from './task-calls.js';

/** Longest call and largest answer ("Call HTTPS APIs", developer guide: 60 s, 256 KiB). */
const TIMEOUT_MS = 60_000;
const MAX_RESPONSE_BYTES = 262_144;
const METHODS = new Set(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS']);

/** Addresses that a name must not lead to, lest a definition reaches into the installation's own network (RFC 6890). */
const PRIVATE = new BlockList();
for (const [net, prefix] of [['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['224.0.0.0', 3]] as const) PRIVATE.addSubnet(net, prefix, 'ipv4'); // prettier-ignore
for (const [net, prefix] of [['::', 127], ['::ffff:0:0', 96], ['64:ff9b::', 96], ['fc00::', 7], ['fe80::', 10], ['ff00::', 8]] as const) PRIVATE.addSubnet(net, prefix, 'ipv6'); // prettier-ignore

/** Headers that a connection adds; by name, so that no secret is in a definition or a history. */
export type Connections = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** `http:invoke`: to allowed hosts only, checked after the name was resolved, without following redirects. */
export class HttpInvokeCaller implements TaskCaller {
  private readonly allowed: readonly string[];

  /** @param hosts `host`, `*.host` or `host:port`, separated by commas; an address is allowed only where it is listed itself */
  constructor(
    hosts: string,
    private readonly connections: Connections,
  ) {
    this.allowed = hosts.split(',').map((host) => host.trim().toLowerCase()).filter(Boolean); // prettier-ignore
  }

  takes(resource: TaskResource): boolean {
    return resource.service === 'integration' && resource.api === 'http:invoke';
  }

  async call({ task }: CalledTask): Promise<CallResult> {
    const {
      ApiEndpoint,
      Method,
      Headers = {},
      QueryParameters = {},
      RequestBody,
      Authentication,
      InvocationConfig,
    } = members(task.parameters);
    const url = typeof ApiEndpoint === 'string' ? URL.parse(ApiEndpoint) : null;
    if (url === null || !/^https?:$/.test(url.protocol)) return failed('States.Runtime', 'ApiEndpoint must be an HTTP(S) URL');
    if (typeof Method !== 'string' || !METHODS.has(Method))
      return failed('States.Runtime', `Method must be one of ${[...METHODS].join(', ')}`);
    const address = await this.vet(url);
    if ('refused' in address) return failed('States.Http.Socket', address.refused);
    for (const [name, value] of Object.entries(members(QueryParameters))) {
      for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, asText(one));
    }
    const reference = members(Authentication ?? members(InvocationConfig ?? {})['Authentication'] ?? {})['ConnectionArn'];
    const secrets = typeof reference === 'string' ? this.connections[reference] : {};
    if (secrets === undefined) return failed('States.Runtime', 'The connection is not known');
    const headers = { ...texts(Headers), ...secrets };
    const body =
      RequestBody === undefined ? undefined : typeof RequestBody === 'string' ? RequestBody : JSON.stringify(RequestBody);
    if (body !== undefined && !Object.keys(headers).some((name) => name.toLowerCase() === 'content-type'))
      headers['content-type'] = 'application/json';
    return request(url, Method, headers, body, address.address, (task.timeoutSeconds ?? TIMEOUT_MS / 1_000) * 1_000);
  }

  /** The one address that the call will go to. */
  private async vet(url: URL): Promise<{ readonly address: string } | { readonly refused: string }> {
    const host = url.hostname.toLowerCase().replace(/^\[|\]$/g, '');
    const port = url.port || (url.protocol === 'https:' ? '443' : '80');
    const listed = this.allowed.some((entry) => {
      const [name = '', wanted] = entry.startsWith('[') ? [entry] : entry.split(':');
      if (wanted !== undefined && wanted !== port) return false;
      return name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name;
    });
    if (!listed) return { refused: `The host ${host} is not on the list of allowed hosts` };
    if (isIP(host) !== 0) return { address: host };
    const found = await lookup(host, { all: true }).catch(() => []);
    if (found.length === 0) return { refused: `The host ${host} could not be found` };
    if (found.some(({ address, family }) => PRIVATE.check(address, family === 6 ? 'ipv6' : 'ipv4')))
      return { refused: `The host ${host} leads to a private address` };
    return { address: found[0]?.address ?? '' };
  }
}

function request(
  url: URL,
  method: string,
  headers: Record<string, string>,
  body: string | undefined,
  address: string,
  timeoutMs: number,
): Promise<CallResult> {
  const client = url.protocol === 'https:' ? https : http;
  const family = isIP(address);
  return new Promise((resolve) => {
    const fail = (cause: string): void => resolve(failed('States.Http.Socket', cause));
    const outgoing = client.request(url, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }) },
      timeout: Math.min(timeoutMs, TIMEOUT_MS),
      // The vetted address, whatever the name would lead to by now.
      lookup: (_host, options, done) => (options.all ? done(null, [{ address, family }]) : done(null, address, family)),
    }); // prettier-ignore
    const timer = setTimeout(
      () => outgoing.destroy(new Error(`no answer within ${Math.min(timeoutMs, TIMEOUT_MS)} ms`)),
      Math.min(timeoutMs, TIMEOUT_MS),
    );
    outgoing.on('error', (error) => {
      clearTimeout(timer);
      fail(error.message);
    });
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_RESPONSE_BYTES) outgoing.destroy(new Error(`the answer is larger than ${MAX_RESPONSE_BYTES} bytes`));
        else chunks.push(chunk);
      });
      // The connection may end in the middle of the answer, which is no error of the request any more.
      response.on('close', () => {
        if (response.complete) return;
        clearTimeout(timer);
        fail('the connection ended before the answer did');
      });
      response.on('end', () => {
        clearTimeout(timer);
        resolve(resultOf(response, Buffer.concat(chunks).toString('utf8')));
      });
    });
    outgoing.end(body);
  });
}

function resultOf(response: http.IncomingMessage, text: string): CallResult {
  const StatusCode = response.statusCode ?? 0;
  const ResponseBody = parsed(text);
  if (StatusCode < 200 || StatusCode >= 300) return failed(`States.Http.StatusCode.${StatusCode}`, text.slice(0, 32_768));
  const Headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value : [value ?? '']]),
  );
  return { kind: 'succeeded', output: { Headers, ResponseBody, StatusCode, StatusText: response.statusMessage ?? '' } };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

const failed = (error: string, cause: string): CallResult => ({ kind: 'failed', error, cause });
const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
const texts = (value: Json): Record<string, string> =>
  Object.fromEntries(Object.entries(members(value)).map(([name, one]) => [name, asText(one)]));
