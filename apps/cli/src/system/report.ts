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

async function line(managed: ManagedProcess): Promise<ProcessLine> {
  const running = managed.state === 'running';
  const state = managed.state === 'running' ? ((await managed.plan.isReady()) ? 'ready' : 'unready') : managed.state;
  return {
    service: managed.plan.name,
    pid: running || managed.state === 'paused' ? (managed.identity?.pid ?? null) : null,
    restarts: managed.restarts,
    state,
  };
}
