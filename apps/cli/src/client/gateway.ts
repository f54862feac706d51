import { EventSourceParserStream } from 'eventsource-parser/stream';
import { Problem } from '@counterpoint/contracts';
import type { z } from 'zod';
import { composeConnections, composeSecrets } from '../compose/connections.js';
import { CommandError, type ExitName } from '../exit-codes.js';
import { readSecrets, type Credentials } from '../system/secrets.js';
import { runningForm, type ChosenFolder } from './control.js';

/** Whose development token a command uses. */
export const PEOPLE = {
  customer: 'customerToken',
  otherCustomer: 'otherCustomerToken',
  approver: 'approverToken',
  operator: 'operatorToken',
} as const;
export type Person = keyof typeof PEOPLE;

export interface Request {
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What a refused or failed request means for the exit code. */
const exitOf = (status: number): ExitName =>
  status === 404 ? 'notFound' : status < 500 && status !== 429 ? 'refused' : 'failed';

interface Target {
  readonly baseUrl: string;
  readonly token: string;
}

/** The gateway's HTTP API, as one person. */
export class GatewayClient {
  private target: Promise<Target> | undefined;

  /** @param find where the gateway is, and as whom to speak to it; asked at the first request */
  constructor(private readonly find: () => Promise<Target>) {}

  get<Schema extends z.ZodType>(schema: Schema, path: string, request: Request = {}): Promise<z.output<Schema>> {
    return this.parsed(schema, 'GET', path, request);
  }

  post<Schema extends z.ZodType>(schema: Schema, path: string, request: Request = {}): Promise<z.output<Schema>> {
    return this.parsed(schema, 'POST', path, request);
  }

  /** The events of a server-sent stream from the given position on; none when the server says that there is no more. */
  async *events(path: string, lastEventId: string): AsyncGenerator<{ id: string; event: string; data: string }> {
    const response = await this.send('GET', path, { headers: { accept: 'text/event-stream', 'last-event-id': lastEventId } });
    if (response.status === 204 || !response.body) return;
    const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    for await (const { id, event, data } of events) yield { id: id ?? '', event: event ?? 'message', data };
  }

  private async parsed<Schema extends z.ZodType>(
    schema: Schema,
    method: string,
    path: string,
    request: Request,
  ): Promise<z.output<Schema>> {
    const response = await this.send(method, path, request);
    return schema.parse(await response.json());
  }

  private async send(method: string, path: string, { query, headers, body }: Request): Promise<Response> {
    this.target ??= this.find();
    const { baseUrl, token } = await this.target;
    const url = new URL(path, baseUrl);
    for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) url.searchParams.set(name, String(value));
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const all = {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    };
    let response: Response;
    try {
      response = await fetch(url, { method, headers: all, ...content });
    } catch (fault) {
      throw new CommandError(
        'failed',
        `the gateway at ${baseUrl} does not answer (${reasonOf(fault)}): counterpoint ps shows its state`,
      );
    }
    if (response.ok) return response;
    throw new CommandError(exitOf(response.status), await complaint(response));
  }
}

function reasonOf(fault: unknown): string {
  const cause = (fault as Error).cause;
  return cause instanceof Error ? cause.message : (fault as Error).message;
}

/** What problem details say, in one line and one more for each wrong member. */
async function complaint(response: Response): Promise<string> {
  const problem = Problem.safeParse(await response.json().catch(() => undefined));
  if (!problem.success) return `the gateway answered ${response.status}`;
  const { title, detail, errors = [] } = problem.data;
  return [
    `${response.status} ${title}${detail === undefined ? '' : `: ${detail}`}`,
    ...errors.map((error) => `  ${error.pointer}: ${error.detail}`),
  ].join('\n');
}

/**
 * The gateway of the running system as one of the development people; `COUNTERPOINT_GATEWAY` and `COUNTERPOINT_TOKEN`
 * address another one.
 * @throws CommandError `notRunning`
 */
export function gatewayOf(folder: ChosenFolder, person: Person): GatewayClient {
  return new GatewayClient(() => findGateway(folder, person));
}

async function findGateway(folder: ChosenFolder, person: Person): Promise<Target> {
  const named = { baseUrl: process.env['COUNTERPOINT_GATEWAY'], token: process.env['COUNTERPOINT_TOKEN'] };
  // The cli container is told the address, and its folder has the credentials: nothing else is asked.
  const own = named.baseUrl === undefined ? undefined : tokenOf(readSecrets(folder)?.credentials, person);
  const token = named.token ?? own;
  if (named.baseUrl !== undefined && token !== undefined) return { baseUrl: named.baseUrl, token };
  const form = await runningForm(folder);
  const found =
    form?.kind === 'compose'
      ? { url: (await composeConnections(form.project)).gatewayUrl, secrets: await composeSecrets(form.project) }
      : { url: form?.state.connections?.gatewayUrl, secrets: readSecrets(folder) };
  const baseUrl = named.baseUrl ?? found.url;
  if (baseUrl === undefined)
    throw new CommandError('notRunning', `no gateway runs on ${folder.root}: npm start, or name one by COUNTERPOINT_GATEWAY`);
  const credential = named.token ?? tokenOf(found.secrets?.credentials, person);
  if (credential === undefined)
    throw new CommandError('notRunning', `${folder.root} has no credentials: name a token by COUNTERPOINT_TOKEN`);
  return { baseUrl, token: credential };
}

const tokenOf = (credentials: Credentials | undefined, person: Person): string | undefined => credentials?.[PEOPLE[person]];
