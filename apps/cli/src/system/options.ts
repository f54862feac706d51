import type { Selection } from './services.js';

/** How to start a system. Everything has a default but the data folder. */
export interface SystemOptions {
  readonly dataDir: string;
  readonly selection: Selection;
  /** `standard`: 3000, 8083, 8084 or what PORT, SFN_PORT, BUS_PORT say; `free`: whatever is free. */
  readonly ports: 'standard' | 'free';
  /** How many processes of a service, by service; 1 when left out. */
  readonly replicas: Readonly<Record<string, number>>;
  /** Environment variables for every service. */
  readonly env: Readonly<Record<string, string>>;
  /** Environment variables for one service, by service. */
  readonly serviceEnv: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Reads `KEY=VALUE`, or `service:KEY=VALUE` for one service alone. */
export function readAssignments(assignments: readonly string[]): Pick<SystemOptions, 'env' | 'serviceEnv'> {
  const env: Record<string, string> = {};
  const serviceEnv: Record<string, Record<string, string>> = {};
  for (const assignment of assignments) {
    const match = /^(?:([a-z][a-z0-9-]*):)?([A-Za-z_][A-Za-z0-9_]*)=([^]*)$/.exec(assignment);
    if (!match) throw new Error(`"${assignment}" is neither KEY=VALUE nor service:KEY=VALUE`);
    const [, service, key = '', value = ''] = match;
    const target = service === undefined ? env : (serviceEnv[service] ??= {});
    target[key] = value;
  }
  return { env, serviceEnv };
}

/** The most processes of one service. */
export const MAX_REPLICAS = 16;

/** Reads `service=count`. */
export function readReplicas(assignments: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    assignments.map((assignment) => {
      const [service = '', count = ''] = assignment.split('=');
      const number = Number(count);
      if (!Number.isInteger(number) || number < 1 || number > MAX_REPLICAS) {
        throw new Error(`"${assignment}" is not service=count with a count from 1 to ${MAX_REPLICAS}`);
      }
      return [service, number];
    }),
  );
}
