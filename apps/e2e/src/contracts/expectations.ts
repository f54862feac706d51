/**
 * What each consumer relies on in what others send: paths into the data, `*` for every item of a list. A producer may change
 * anything else. Kept true from both sides: every pair of producer and consumer has its line here, messages really sent by the
 * producers have every path, and the consumers' operations read nothing that is not named.
 */
export interface Expectation {
  readonly consumer: string;
  readonly messages: readonly string[];
  readonly paths: readonly string[];
}

const ORDER_ID = 'order.orderId';
const ITEMS = ['order.items.*.sku', 'order.items.*.quantity'];

export const EXPECTATIONS: readonly Expectation[] = [
  {
    consumer: 'inventory',
    messages: ['OrderPlaced', 'ReserveStock', 'PaymentDeclined', 'PaymentVoided', 'CaptureRefused', 'ReleaseStock'],
    paths: [ORDER_ID, ...ITEMS],
  },
  {
    consumer: 'payment',
    messages: ['StockReserved', 'AuthorisePayment'],
    paths: [ORDER_ID, 'order.totalMinor', 'order.currency', 'order.payment.token'],
  },
  {
    consumer: 'payment',
    messages: [
      ...['ShipmentScheduled', 'CapturePayment', 'ShipmentRefused', 'ApprovalRefused', 'OrderExpired'],
      ...['OrderCancelRequested', 'VoidPayment'],
    ],
    paths: [ORDER_ID, 'order.totalMinor'],
  },
  {
    consumer: 'shipping',
    messages: ['OrderCleared', 'ScheduleShipment'],
    paths: [ORDER_ID, 'order.shipping.postalCode', 'order.shipping.country'],
  },
  {
    consumer: 'shipping',
    messages: ['OrderConfirmed', 'HandOverShipment', 'PaymentVoided', 'CaptureRefused', 'CancelShipment'],
    paths: [ORDER_ID],
  },
  {
    consumer: 'order',
    messages: [
      ...['PaymentAuthorised', 'PaymentCaptured', 'StockReleased', 'ShipmentCancelled', 'ConfirmOrder', 'CancellationRefused'],
      ...['PaymentVoided', 'BeginCompensation'],
    ],
    paths: [ORDER_ID],
  },
  { consumer: 'order', messages: ['StockReserved'], paths: [ORDER_ID, 'reservationId'] },
  { consumer: 'order', messages: ['ShipmentScheduled'], paths: [ORDER_ID, 'shipmentId'] },
  { consumer: 'order', messages: ['CloseOrder'], paths: [ORDER_ID, 'cancelled'] },
  {
    consumer: 'order',
    messages: ['RequestApproval', 'WithdrawApproval'],
    paths: [ORDER_ID, 'order.totalMinor', 'order.customerId', 'order.approval.deadlineSeconds'],
  },
  {
    consumer: 'order',
    messages: ['StockRejected', 'PaymentDeclined', 'ShipmentRefused', 'CaptureRefused'],
    paths: [ORDER_ID, 'reason.code', 'reason.detail'],
  },
  { consumer: 'order', messages: ['ShipmentHandedOver'], paths: [ORDER_ID, 'trackingCode'] },
  { consumer: 'order', messages: ['ExecutionStatusChanged'], paths: ['executionId', 'status'] },
  { consumer: 'order', messages: ['ExecutionCancellationRefused'], paths: ['executionId', 'reason'] },
  { consumer: 'orchestrator', messages: ['StartExecution'], paths: ['executionId', 'stateMachine', 'name'] },
  { consumer: 'orchestrator', messages: ['CancelExecution'], paths: ['executionId', 'reason.code', 'reason.detail'] },
  { consumer: 'orchestrator', messages: ['ApplyStimulus'], paths: ['executionId', 'stimulus.kind'] },
];

/** The paths that a consumer may read in a message. */
export const statedPaths = (consumer: string, type: string): string[] =>
  EXPECTATIONS.filter((expectation) => expectation.consumer === consumer && expectation.messages.includes(type)).flatMap(
    ({ paths }) => paths,
  );

/** Every value that a path names; `undefined` among them is a missing one. */
export function valuesAt(data: unknown, path: string): unknown[] {
  return path.split('.').reduce<unknown[]>(
    (values, part) =>
      values.flatMap((value) => {
        if (part === '*') return Array.isArray(value) ? (value as unknown[]) : [undefined];
        return [(value as Record<string, unknown> | undefined | null)?.[part]];
      }),
    [data],
  );
}

/** What a message lacks of what its consumers rely on. */
export function missing(consumer: string, type: string, data: unknown): string[] {
  return statedPaths(consumer, type)
    .filter((path) => valuesAt(data, path).some((value) => value === undefined))
    .map((path) => `${consumer} relies on ${type}.${path}`);
}
