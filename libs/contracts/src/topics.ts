import { SERVICES } from './message.js';

/** Partitions of every topic of ours unless the installation says otherwise; a key stays in its partition. */
export const DEFAULT_PARTITIONS = 6;
export const ORCHESTRATOR_COMMANDS = 'orchestrator.commands';
export const ORCHESTRATOR_REPLIES = 'orchestrator.replies';

/** Every topic that the system needs, created explicitly before the services start. */
export const TOPICS: readonly string[] = [
  ...SERVICES.map((service) => `${service}.commands`),
  ...SERVICES.map((service) => `${service}.events`),
  ORCHESTRATOR_REPLIES,
];
/** What timeline, bus and checker read: each outcome goes to exactly one of these. */
export const OUTCOME_TOPICS: readonly string[] = [...SERVICES.map((service) => `${service}.events`), ORCHESTRATOR_REPLIES];
