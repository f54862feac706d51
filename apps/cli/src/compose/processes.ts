import { CommandError } from '../exit-codes.js';
import type { ProcessAction } from '../system/control-server.js';
import type { ProcessLine } from '../system/report.js';
import { EngineError } from './engine.js';
import { JOBS, serviceOf, type ComposeProject, type Container } from './project.js';

/** How long a killed process may take to be gone, in milliseconds. */
const DEATH_TIMEOUT_MS = 20_000;
const POLL_MS = 25;
/** The servers come first, as the launcher lists them. */
const ORDER = [
  'postgres',
  'kafka',
  'gateway',
  'order',
  'payment',
  'inventory',
  'shipping',
  'orchestrator',
  'provider',
  'carrier',
];

interface Details {
  readonly RestartCount: number;
  readonly State: {
    readonly Status: string;
    readonly Paused: boolean;
    readonly Pid: number;
    readonly StartedAt: string;
    readonly Health?: { readonly Status: string };
  };
}
interface Top {
  readonly Titles: readonly string[];
  readonly Processes: readonly (readonly string[])[];
}

const rank = (name: string): number => ORDER.findIndex((known) => name === known || name.startsWith(`${known}-`));

/** `payment`, and `payment-2` for the second container of a service that is scaled. */
function nameOf(container: Container): string {
  const number = container.Labels['com.docker.compose.container-number'] ?? '1';
  return number === '1' ? serviceOf(container) : `${serviceOf(container)}-${number}`;
}

const processContainers = ({ containers }: ComposeProject): Container[] =>
  containers
    .filter((container) => !JOBS.includes(serviceOf(container)))
    .sort((a, b) => rank(nameOf(a)) - rank(nameOf(b)) || nameOf(a).localeCompare(nameOf(b)));

const inspect = ({ engine }: ComposeProject, { Id }: Container): Promise<Details> => engine.json('GET', `/containers/${Id}/json`);

/**
 * Process id, on the engine's machine, of the service itself: process 1 of its container is an init, and the service is its
 * first child.
 */
async function servicePid({ engine }: ComposeProject, { Id }: Container, init: number): Promise<number> {
  const { Titles, Processes } = await engine.json<Top>(
    'GET',
    `/containers/${Id}/top?ps_args=${encodeURIComponent('-eo pid,ppid')}`,
  );
  const [pid, ppid] = [Titles.indexOf('PID'), Titles.indexOf('PPID')];
  const child = Processes.find((columns) => Number(columns[ppid]) === init);
  return Number(child?.[pid] ?? init);
}

/** Every process of the project with its state at this moment. */
export function listContainers(project: ComposeProject): Promise<ProcessLine[]> {
  return Promise.all(processContainers(project).map((container) => line(project, container)));
}

async function line(project: ComposeProject, container: Container): Promise<ProcessLine> {
  const { State, RestartCount } = await inspect(project, container);
  const common = { service: nameOf(container), restarts: RestartCount };
  if (State.Status === 'restarting') return { ...common, pid: null, state: 'restarting' };
  if (State.Pid === 0) return { ...common, pid: null, state: 'stopped' };
  const pid = await servicePid(project, container, State.Pid).catch(() => State.Pid);
  if (State.Paused) return { ...common, pid, state: 'paused' };
  return { ...common, pid, state: State.Health === undefined || State.Health.Status === 'healthy' ? 'ready' : 'unready' };
}

/**
 * Kills, pauses or resumes the process of a service; resolves once that is true. A killed container is started again by its
 * restart policy: the process is killed inside it, because `docker kill` counts as a stop by hand.
 */
export async function actOnContainer(
  project: ComposeProject,
  service: string,
  action: ProcessAction,
): Promise<{ service: string; pid: number }> {
  const container = processContainers(project).find((candidate) => nameOf(candidate) === service);
  if (!container) {
    const known = processContainers(project).map(nameOf).join(', ');
    throw new CommandError('notFound', `there is no process "${service}"; there are ${known}`);
  }
  const { State } = await inspect(project, container);
  if (State.Pid === 0) throw new CommandError('failed', `${service} is not running: docker compose up ${service}`);
  const pid = await servicePid(project, container, State.Pid).catch(() => State.Pid);
  if (action === 'kill') await kill(project, container, State);
  else await freeze(project, container, action, State.Paused);
  return { service, pid };
}

async function freeze(project: ComposeProject, { Id }: Container, action: 'pause' | 'resume', paused: boolean): Promise<void> {
  if (paused === (action === 'pause')) return;
  await project.engine.json('POST', `/containers/${Id}/${action === 'pause' ? 'pause' : 'unpause'}`);
}

/**
 * The first child of process 1 gets SIGKILL from inside its container, as its own user: root may signal nobody there. Init ends
 * with it, and with init everything else.
 */
const KILL_CHILD = 'read -r pid rest < /proc/1/task/1/children; kill -9 "$pid"';

async function kill(project: ComposeProject, container: Container, before: Details['State']): Promise<void> {
  const { engine } = project;
  // A frozen process would take its death only when it thaws, and nothing can be run beside it.
  if (before.Paused) await engine.json('POST', `/containers/${container.Id}/unpause`);
  try {
    const { Id } = await engine.json<{ Id: string }>('POST', `/containers/${container.Id}/exec`, {
      Cmd: ['sh', '-c', KILL_CHILD],
    });
    await engine.raw('POST', `/exec/${Id}/start`, { Detach: true });
  } catch (fault) {
    if (!(fault instanceof EngineError)) throw fault;
    throw new CommandError('failed', `${nameOf(container)} could not be killed: ${fault.message}`);
  }
  const deadline = Date.now() + DEATH_TIMEOUT_MS;
  for (;;) {
    const { State } = await inspect(project, container);
    if (State.Pid === 0 || State.StartedAt !== before.StartedAt) return;
    if (Date.now() > deadline) throw new CommandError('failed', `${nameOf(container)} did not die within ${DEATH_TIMEOUT_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
