import { z } from 'zod';
import { MAX_PAGE_SIZE, page } from './orders.js';
import { ExecutionStatus } from '../messages/orchestrator.js';

const limit = z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).optional();
const cursor = z.string().max(400).optional();

export const ListApprovalsQuery = z.strictObject({ cursor, limit });
export type ListApprovalsQuery = z.infer<typeof ListApprovalsQuery>;

export const ListExecutionsQuery = z.strictObject({
  status: ExecutionStatus.optional(),
  stateMachine: z.string().max(80).optional(),
  cursor,
  limit,
});
export type ListExecutionsQuery = z.infer<typeof ListExecutionsQuery>;

/** A state machine with the definition that a start without a version runs. */
export const StateMachineView = z.strictObject({
  name: z.string(),
  type: z.enum(['STANDARD', 'EXPRESS']),
  /** Amazon States Language, as JSON text. */
  definition: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type StateMachineView = z.infer<typeof StateMachineView>;
export const StateMachinePage = page(StateMachineView);
export type StateMachinePage = z.infer<typeof StateMachinePage>;

/** Services that handle messages and so can have something parked. */
export const PARKING_SERVICES = ['order', 'payment', 'inventory', 'shipping', 'gateway'] as const;
export const ParkingService = z.enum(PARKING_SERVICES);
export type ParkingService = z.infer<typeof ParkingService>;

export const ListParkedQuery = z.strictObject({ service: ParkingService, cursor, limit });
export type ListParkedQuery = z.infer<typeof ListParkedQuery>;

/** Something that a service has parked: a key whose messages wait in their order, or a single message that it could not read. */
export const ParkedItem = z.looseObject({
  /** The key, or the id of the message. */
  id: z.string(),
  kind: z.enum(['key', 'message']),
  /** How many messages wait. */
  messages: z.int().min(1),
  error: z.string(),
  parkedAt: z.iso.datetime(),
});
export type ParkedItem = z.infer<typeof ParkedItem>;
export const ParkedPage = page(ParkedItem);
export type ParkedPage = z.infer<typeof ParkedPage>;

/** Body of a discard: the reason stays with the audit record and is part of the failure that the asker gets. */
export const DiscardParkedRequest = z.strictObject({ reason: z.string().min(1).max(1_000) });
export type DiscardParkedRequest = z.infer<typeof DiscardParkedRequest>;
