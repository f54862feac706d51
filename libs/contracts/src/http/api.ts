import { z } from 'zod';
import {
  ApprovalPage,
  ApprovalView,
  CancelOrderResponse,
  DecideApprovalRequest,
  IdempotencyKey,
  ListOrdersQuery,
  OrderPage,
  OrderView,
  PlaceOrderRequest,
  Timeline,
  TimelineEntry,
} from './orders.js';
import { CatalogueView } from './participants.js';
import {
  DiscardParkedRequest,
  ListApprovalsQuery,
  ListExecutionsQuery,
  ListParkedQuery,
  ParkedPage,
  StateMachinePage,
} from './operations.js';

/** What a caller needs: a token with one of these roles (an admin has them all), or nothing. */
export type Access = 'public' | readonly ('customer' | 'approver' | 'operator')[];

export interface HttpAnswer {
  readonly description: string;
  /** Absent: the answer has no body that the contracts describe. */
  readonly schema?: z.ZodType;
  /** `application/json` if absent. */
  readonly mediaType?: string;
}

/** One operation of the gateway's HTTP API. The OpenAPI document is made of these, and a spec holds the controllers to them. */
export interface HttpOperation {
  readonly id: string;
  readonly method: 'get' | 'post';
  /** With parameters in braces: `/orders/{id}`. */
  readonly path: string;
  readonly tag: 'orders' | 'approvals' | 'operations' | 'system';
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  readonly headers?: Readonly<
    Record<string, { readonly schema: z.ZodType; readonly required: boolean; readonly description: string }>
  >;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** A body that works, for people who try it out. */
  readonly example?: unknown;
  readonly answers: Readonly<Record<number, HttpAnswer>>;
  /** Statuses that are answered with problem details, with what they mean here. 401, 429 and 503 are added by themselves. */
  readonly problems: Readonly<Record<number, string>>;
}

const EVERYBODY = ['customer', 'approver', 'operator'] as const;
const NOT_FOUND = 'There is no such order, or it belongs to somebody else.';
const BAD_QUERY = 'A parameter is unknown or wrong; `errors` names it.';
const OPERATORS = 'The token does not have the role operator.';

export const HTTP_API: readonly HttpOperation[] = [
  {
    id: 'placeOrder',
    method: 'post',
    path: '/orders',
    tag: 'orders',
    summary: 'Place an order in the saga style of your choice',
    description:
      'The order is accepted when this is answered with 202; its saga runs from then on. A request that is repeated with the same ' +
      'Idempotency-Key gets the same answer and places nothing twice. Prices come from the catalogue: a body that names one is refused.',
    access: ['customer'],
    headers: {
      'Idempotency-Key': {
        schema: IdempotencyKey,
        required: true,
        description: 'Chosen by you, unique per customer for ever; repeat it to repeat the request safely.',
      },
    },
    body: PlaceOrderRequest,
    example: {
      style: 'orchestration',
      items: [{ sku: 'WIDGET', quantity: 2 }],
      payment: { token: 'tok_ok' },
      shipping: { name: 'Clara Wieck', street: 'Inselstrasse 18', city: 'Leipzig', postalCode: '04103', country: 'DE' },
    } satisfies PlaceOrderRequest,
    answers: { 202: { description: 'Accepted, or accepted before under this key.', schema: OrderView } },
    problems: {
      400: 'The Idempotency-Key is missing or malformed, or the body is not JSON.',
      403: 'The token does not have the role customer.',
      409: 'The first request with this key is still being handled.',
      413: 'The body is larger than 256 KiB.',
      415: 'The body is not labelled application/json.',
      422: 'The body is not valid (`errors` names each member), a SKU is unknown, or the key was used with another body.',
    },
  },
  {
    id: 'showCatalogue',
    method: 'get',
    path: '/catalogue',
    tag: 'orders',
    summary: 'What can be ordered, and its price',
    access: EVERYBODY,
    answers: { 200: { description: 'The catalogue.', schema: CatalogueView } },
    problems: {},
  },
  {
    id: 'listOrders',
    method: 'get',
    path: '/orders',
    tag: 'orders',
    summary: 'List orders, the newest first',
    description: 'A customer sees their own, an operator all.',
    access: EVERYBODY,
    query: ListOrdersQuery,
    answers: { 200: { description: 'A page; `nextCursor` is null on the last.', schema: OrderPage } },
    problems: { 400: BAD_QUERY },
  },
  {
    id: 'getOrder',
    method: 'get',
    path: '/orders/{id}',
    tag: 'orders',
    summary: 'Show an order',
    access: EVERYBODY,
    answers: { 200: { description: 'The order.', schema: OrderView } },
    problems: { 404: NOT_FOUND },
  },
  {
    id: 'getTimeline',
    method: 'get',
    path: '/orders/{id}/timeline',
    tag: 'orders',
    summary: 'Show every message of the order’s saga, in either style',
    access: EVERYBODY,
    answers: {
      200: { description: 'The messages in the order in which they were seen; `sequence` has no gaps.', schema: Timeline },
    },
    problems: { 404: NOT_FOUND },
  },
  {
    id: 'streamTimeline',
    method: 'get',
    path: '/orders/{id}/stream',
    tag: 'orders',
    summary: 'Follow the timeline as server-sent events',
    description:
      'Sends what there is, then each message as it is seen: `id` is its sequence, `data` a timeline entry. A comment is sent every ' +
      '15 s. Resumes after `Last-Event-ID`. When the saga is over an event `end` is sent and the stream closes; asked again after that, it answers 204.',
    access: EVERYBODY,
    headers: {
      'Last-Event-ID': {
        schema: z.coerce.number().int().min(0),
        required: false,
        description: 'Send only what follows this sequence.',
      },
    },
    answers: {
      200: { description: 'A stream of timeline entries.', schema: TimelineEntry, mediaType: 'text/event-stream' },
      204: { description: 'The saga is over and you have seen everything.' },
    },
    problems: { 400: 'Last-Event-ID is not a sequence.', 404: NOT_FOUND },
  },
  {
    id: 'cancelOrder',
    method: 'post',
    path: '/orders/{id}/cancel',
    tag: 'orders',
    summary: 'Ask to cancel an order',
    description:
      'Possible until its payment is being captured. 202 means requested: the saga decides, and the order shows who won.',
    access: ['customer', 'operator'],
    answers: { 202: { description: 'Requested.', schema: CancelOrderResponse } },
    problems: {
      403: 'The token has neither the role customer nor operator.',
      404: NOT_FOUND,
      409: 'It is too late: the order has ended or its payment is captured.',
    },
  },
  {
    id: 'listApprovals',
    method: 'get',
    path: '/approvals',
    tag: 'approvals',
    summary: 'List approvals, the pending ones first',
    access: ['approver', 'operator'],
    query: ListApprovalsQuery,
    answers: { 200: { description: 'A page.', schema: ApprovalPage } },
    problems: { 400: BAD_QUERY, 403: 'The token has neither the role approver nor operator.' },
  },
  {
    id: 'decideApproval',
    method: 'post',
    path: '/approvals/{id}',
    tag: 'approvals',
    summary: 'Approve or refuse an order',
    description: 'The same decision again gets the same answer.',
    access: ['approver'],
    body: DecideApprovalRequest,
    example: { decision: 'approve', comment: 'a known customer' } satisfies DecideApprovalRequest,
    answers: { 200: { description: 'The approval as decided.', schema: ApprovalView } },
    problems: {
      403: 'The token does not have the role approver.',
      404: 'There is no such approval.',
      409: 'It was decided otherwise, has expired or was withdrawn.',
      422: 'The body is not valid.',
    },
  },
  {
    id: 'listParked',
    method: 'get',
    path: '/operations/parked',
    tag: 'operations',
    summary: 'List what a service has set aside: keys with a poison message, and messages that it could not read',
    access: ['operator'],
    query: ListParkedQuery,
    answers: { 200: { description: 'What is parked; all on one page.', schema: ParkedPage } },
    problems: { 400: BAD_QUERY, 403: OPERATORS },
  },
  {
    id: 'redriveParked',
    method: 'post',
    path: '/operations/parked/{service}/{id}/redrive',
    tag: 'operations',
    summary: 'Handle a parked key’s messages again, in their order',
    access: ['operator'],
    answers: { 200: { description: 'Handled again, up to the next message that fails.', schema: z.json() } },
    problems: { 403: OPERATORS, 404: 'Nothing is parked under this id.' },
  },
  {
    id: 'discardParked',
    method: 'post',
    path: '/operations/parked/{service}/{id}/discard',
    tag: 'operations',
    summary: 'Give a parked message up, with a reason; who waits for its outcome gets a failure',
    access: ['operator'],
    body: DiscardParkedRequest,
    example: { reason: 'entered twice by mistake' } satisfies DiscardParkedRequest,
    answers: { 200: { description: 'Discarded.', schema: z.json() } },
    problems: { 403: OPERATORS, 404: 'Nothing is parked under this id.', 422: 'The body is not valid.' },
  },
  {
    id: 'listExecutions',
    method: 'get',
    path: '/executions',
    tag: 'operations',
    summary: 'List executions of the orchestrator, the newest first',
    access: ['operator'],
    query: ListExecutionsQuery,
    answers: { 200: { description: 'A page.', schema: z.json() } },
    problems: { 400: BAD_QUERY, 403: OPERATORS },
  },
  {
    id: 'getExecution',
    method: 'get',
    path: '/executions/{id}',
    tag: 'operations',
    summary: 'Show an execution with its history',
    access: ['operator'],
    answers: { 200: { description: 'The execution.', schema: z.json() } },
    problems: { 403: OPERATORS, 404: 'There is no such execution.' },
  },
  {
    id: 'listStateMachines',
    method: 'get',
    path: '/state-machines',
    tag: 'operations',
    summary: 'List state machines with their definitions',
    access: ['operator'],
    answers: { 200: { description: 'All of them; on one page.', schema: StateMachinePage } },
    problems: { 403: OPERATORS },
  },
  {
    id: 'live',
    method: 'get',
    path: '/health/live',
    tag: 'system',
    summary: 'Whether the process answers',
    access: 'public',
    answers: { 200: { description: 'It does.', schema: z.strictObject({ status: z.literal('live') }) } },
    problems: {},
  },
  {
    id: 'ready',
    method: 'get',
    path: '/health/ready',
    tag: 'system',
    summary: 'Whether everything that the gateway needs works',
    access: 'public',
    answers: {
      200: {
        description: 'It does.',
        schema: z.strictObject({ status: z.literal('ready'), checks: z.record(z.string(), z.string()) }),
      },
    },
    problems: { 503: 'Something does not work; `checks` says what.' },
  },
  {
    id: 'metrics',
    method: 'get',
    path: '/metrics',
    tag: 'system',
    summary: 'Metrics for Prometheus',
    access: 'public',
    answers: { 200: { description: 'Prometheus text format.', schema: z.string(), mediaType: 'text/plain' } },
    problems: {},
  },
];
