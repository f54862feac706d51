import { z } from 'zod';
import { Reason } from '../order-snapshot.js';

/** What the payment provider is asked; every call carries its `Idempotency-Key` as a header. */
export const AuthorisationRequest = z.strictObject({
  orderId: z.uuid(),
  amountMinor: z.int().min(0),
  currency: z.literal('EUR'),
  token: z.string().min(1).max(120),
});
export type AuthorisationRequest = z.infer<typeof AuthorisationRequest>;

/**
 * What the provider knows of an authorisation, by the idempotency key of the call that asked for it. `voided` may come
 * before that call: then the call is refused when it arrives, and the answer to it is the voided authorisation.
 */
export const Authorisation = z.strictObject({
  key: z.string(),
  orderId: z.uuid(),
  status: z.enum(['authorised', 'declined', 'voided', 'captured']),
  authorisationId: z.string().nullable(),
  amountMinor: z.int().min(0),
  reason: Reason.nullable(),
});
export type Authorisation = z.infer<typeof Authorisation>;

/** Body of `POST /authorisations/:key/void`. */
export const VoidRequest = z.strictObject({ orderId: z.uuid() });
export type VoidRequest = z.infer<typeof VoidRequest>;

export const CaptureRequest = z.strictObject({
  orderId: z.uuid(),
  /** Idempotency key of the authorisation that is captured. */
  authorisationKey: z.string().min(1).max(200),
  amountMinor: z.int().min(0),
});
export type CaptureRequest = z.infer<typeof CaptureRequest>;
export const Capture = z.strictObject({
  key: z.string(),
  orderId: z.uuid(),
  status: z.enum(['captured', 'refused']),
  captureId: z.string().nullable(),
  amountMinor: z.int().min(0),
  reason: Reason.nullable(),
});
export type Capture = z.infer<typeof Capture>;

/** One booking of the provider's ledger. What is held for an order: sum of holds less releases and charges. */
export const ProviderLedgerEntry = z.strictObject({
  sequence: z.int(),
  orderId: z.uuid(),
  kind: z.enum(['hold', 'release', 'charge']),
  key: z.string(),
  amountMinor: z.int().min(0),
  at: z.iso.datetime(),
});
export type ProviderLedgerEntry = z.infer<typeof ProviderLedgerEntry>;
export const ProviderLedger = z.strictObject({ items: z.array(ProviderLedgerEntry) });
