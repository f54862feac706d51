import { randomUUID } from 'node:crypto';
import type { ApprovalView, OrderView, PlaceOrderRequest } from '@counterpoint/contracts';

/** Longest wait for one answer of the gateway, in milliseconds. */
const ANSWER_TIMEOUT_MS = 15_000;

export interface Credentials {
  readonly customerToken: string;
  readonly otherCustomerToken: string;
  readonly approverToken: string;
  readonly operatorToken: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface CallOptions {
  readonly method?: string;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** In place of `json`: the body as it is. */
  readonly text?: string;
}

/** The gateway as a client sees it: plain HTTP, no knowledge of what is behind. */
export class GatewayClient {
  constructor(
    readonly url: string,
    readonly credentials: Credentials,
  ) {}

  async call<Body = unknown>(path: string, options: CallOptions = {}): Promise<Answer<Body>> {
    const body = options.text ?? (options.json === undefined ? undefined : JSON.stringify(options.json));
    const response = await fetch(new URL(path, this.url), {
      method: options.method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body };
  }

  place(request: PlaceOrderRequest, idempotencyKey: string = randomUUID()): Promise<Answer<OrderView>> {
    return this.call<OrderView>('/orders', {
      token: this.credentials.customerToken,
      headers: { 'idempotency-key': idempotencyKey },
      json: request,
    });
  }

  async order(id: string): Promise<OrderView> {
    const { status, body } = await this.call<OrderView>(`/orders/${id}`, { token: this.credentials.customerToken });
    if (status !== 200) throw new Error(`GET /orders/${id}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  cancel(id: string): Promise<Answer> {
    return this.call(`/orders/${id}/cancel`, { method: 'POST', token: this.credentials.customerToken });
  }

  /** The pending approval of an order, if there is one. */
  async approvalOf(orderId: string): Promise<ApprovalView | undefined> {
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await this.call<{ items: ApprovalView[]; nextCursor: string | null }>(`/approvals?limit=100${query}`, {
        token: this.credentials.approverToken,
      });
      const found = body.items.find((approval) => approval.orderId === orderId);
      if (found) return found;
      cursor = body.nextCursor;
    } while (cursor !== null);
    return undefined;
  }

  decide(approvalId: string, decision: 'approve' | 'refuse', comment = ''): Promise<Answer<ApprovalView>> {
    return this.call<ApprovalView>(`/approvals/${approvalId}`, {
      token: this.credentials.approverToken,
      json: { decision, comment },
    });
  }
}
