import type {
  ApprovalView,
  CatalogueView,
  OrderView,
  ParkedPage,
  PlaceOrderRequest,
  Problem,
  StateMachinePage,
  Timeline,
} from '@counterpoint/contracts';
import type { ExecutionPage, ExecutionView } from './executions.js';

/** A request that the gateway refused, or that did not reach it. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Partial<Problem>,
  ) {
    const fields = (problem.errors ?? []).map(({ pointer, detail }) => `${pointer}: ${detail}`);
    super([problem.detail ?? problem.title ?? `The gateway answered ${status}.`, ...fields].join(' '));
  }
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}
type Query = Readonly<Record<string, string | number | undefined>>;

/** The gateway's API as one caller sees it. Every method rejects with an ApiError when it is refused. */
export class Api {
  constructor(
    readonly token: string,
    private readonly onUnauthenticated: () => void,
  ) {}

  orders = (query: Query = {}): Promise<Page<OrderView>> => this.get(`/orders${text(query)}`);
  order = (id: string): Promise<OrderView> => this.get(`/orders/${id}`);
  timeline = (id: string): Promise<Timeline> => this.get(`/orders/${id}/timeline`);
  cancel = (id: string): Promise<unknown> => this.post(`/orders/${id}/cancel`);
  catalogue = (): Promise<CatalogueView> => this.get('/catalogue');
  approvals = (query: Query = {}): Promise<Page<ApprovalView>> => this.get(`/approvals${text(query)}`);
  executions = (query: Query = {}): Promise<ExecutionPage> => this.get(`/executions${text(query)}`);
  execution = (id: string): Promise<ExecutionView> => this.get(`/executions/${id}`);
  stateMachines = (): Promise<StateMachinePage> => this.get('/state-machines');
  parked = (service: string): Promise<ParkedPage> => this.get(`/operations/parked?service=${service}`);

  place(request: PlaceOrderRequest, idempotencyKey: string): Promise<OrderView> {
    return this.post('/orders', request, { 'idempotency-key': idempotencyKey });
  }
  decide(id: string, decision: 'approve' | 'refuse', comment: string): Promise<ApprovalView> {
    return this.post(`/approvals/${id}`, { decision, comment });
  }
  redriveParked(service: string, id: string): Promise<unknown> {
    return this.post(`/operations/parked/${service}/${encodeURIComponent(id)}/redrive`);
  }
  discardParked(service: string, id: string, reason: string): Promise<unknown> {
    return this.post(`/operations/parked/${service}/${encodeURIComponent(id)}/discard`, { reason });
  }

  /** The answer itself, for streams. */
  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(path, { ...init, headers: { ...init.headers, authorization: `Bearer ${this.token}` } });
  }

  private get<Body>(path: string): Promise<Body> {
    return this.call(path, {});
  }
  private post<Body>(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Body> {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    return this.call(path, {
      method: 'POST',
      headers: { ...headers, ...json },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  private async call<Body>(path: string, init: RequestInit): Promise<Body> {
    const answer = await this.fetch(path, init).catch(() => {
      throw new ApiError(0, { detail: 'The gateway does not answer. Is it running?' });
    });
    const body = (await answer.json().catch(() => ({}))) as Body;
    if (answer.status === 401) this.onUnauthenticated();
    if (!answer.ok) throw new ApiError(answer.status, body as Partial<Problem>);
    return body;
  }
}

function text(query: Query): string {
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}
