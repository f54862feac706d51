/**
 * How long a saga waits for each step, in seconds, in both styles: the state machine's `TimeoutSeconds` and the order
 * service's step deadlines come from here, so that a dead service ends an order the same way under either.
 * The slow tokens take 20 s, so the steps that call the provider or the carrier allow for more.
 */
export const STEP_TIMEOUT_SECONDS = {
  reserveStock: 30,
  authorisePayment: 45,
  scheduleShipment: 45,
  capturePayment: 45,
  confirmOrder: 30,
  handOverShipment: 45,
  compensation: 45,
} as const;

/** What the reply to an approval may take beyond the approver's own deadline, in seconds. */
export const APPROVAL_GRACE_SECONDS = 5;
export const DEFAULT_APPROVAL_DEADLINE_SECONDS = 86_400;
/** Orders above this total need an approval, in minor units. */
export const DEFAULT_APPROVAL_LIMIT_MINOR = 100_000;
