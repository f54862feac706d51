import { isAlive } from './process/identity.js';
import type { ManagedProcess } from './process/managed-process.js';
import type { System } from './system.js';

/**
 * One line of `counterpoint ps`. `ready`: answers; `unready`: runs, but does not answer (yet); `paused`; `restarting`:
 * died, and waits to be started again; `stopped`.
 */
export interface ProcessLine {
  readonly service: string;
  readonly pid: number | null;
  readonly restarts: number;
  readonly state: 'ready' | 'unready' | 'paused' | 'restarting' | 'stopped';
}

/** The servers come first, whichever of them was quicker. */
const SERVERS = ['postgres', 'kafka'];

/** Every process of the system with its state at this moment: the servers, then the services. */
export async function processReport(system: System): Promise<ProcessLine[]> {
  const servers = SERVERS.flatMap((name) => system.find(name) ?? []);
  const services = system.processes.filter(({ plan }) => !SERVERS.includes(plan.service));
  return Promise.all([...servers, ...services].map(line));
}

async function line({ plan, identity, restarts, state }: ManagedProcess): Promise<ProcessLine> {
  const service = plan.name;
  if (state === 'stopped') return { service, pid: null, restarts, state };
  // Dead, though the supervisor may not have been told yet.
  if (!identity || !isAlive(identity)) return { service, pid: null, restarts, state: 'restarting' };
  if (state === 'paused') return { service, pid: identity.pid, restarts, state };
  return { service, pid: identity.pid, restarts, state: (await plan.isReady()) ? 'ready' : 'unready' };
}
