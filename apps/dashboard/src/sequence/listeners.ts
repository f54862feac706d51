/**
 * Who reacts to which event in choreography; docs/generated/saga-styles.md, which is made of the services' own handlers,
 * says the same, and a spec compares them. Events without an entry only tell.
 */
export const LISTENERS: Readonly<Record<string, readonly string[]>> = {
  OrderPlaced: ['inventory'],
  StockReserved: ['payment'],
  PaymentAuthorised: ['order'],
  OrderCleared: ['shipping'],
  ShipmentScheduled: ['payment'],
  PaymentCaptured: ['order'],
  OrderConfirmed: ['shipping'],
  ShipmentHandedOver: ['order'],
  StockRejected: ['order'],
  PaymentDeclined: ['order', 'inventory'],
  CaptureRefused: ['order', 'inventory', 'shipping'],
  PaymentVoided: ['order', 'inventory', 'shipping'],
  CancellationRefused: ['order'],
  ShipmentRefused: ['order', 'payment'],
  StockReleased: ['order'],
  ShipmentCancelled: ['order'],
  ApprovalRefused: ['payment'],
  OrderExpired: ['payment'],
  OrderCancelRequested: ['payment'],
};
