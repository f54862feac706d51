import { CommandError } from '../exit-codes.js';
import { REPOSITORY } from '../system/repository.js';
import { Engine } from './engine.js';

/** What the engine says of a container in its list. */
export interface Container {
  readonly Id: string;
  readonly State: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Ports: readonly { readonly PrivatePort: number; readonly PublicPort?: number }[];
}

/** The containers of one compose project, and the engine that runs them. */
export interface ComposeProject {
  readonly name: string;
  readonly engine: Engine;
  readonly containers: readonly Container[];
}

export const serviceOf = ({ Labels }: Container): string => Labels['com.docker.compose.service'] ?? '';
const projectOf = ({ Labels }: Container): string => Labels['com.docker.compose.project'] ?? '';

/** Jobs are done when the system is up; they are no part of what runs. */
export const JOBS = ['secrets', 'databases', 'topics', 'cli'];

/**
 * The compose project that runs from this checkout, or the one that `COUNTERPOINT_PROJECT` (set inside the `cli` container)
 * or `COMPOSE_PROJECT_NAME` names; nothing when there is none, or no engine.
 * @throws CommandError `usage` when several run from this checkout and none is named
 */
export async function composeProject(): Promise<ComposeProject | undefined> {
  const named = process.env['COUNTERPOINT_PROJECT'] || process.env['COMPOSE_PROJECT_NAME'];
  const label = named ? `com.docker.compose.project=${named}` : `com.docker.compose.project.working_dir=${REPOSITORY}`;
  const filters = encodeURIComponent(JSON.stringify({ label: [label, 'com.docker.compose.oneoff=False'] }));
  let engine: Engine;
  let containers: Container[];
  try {
    engine = await Engine.connect();
    containers = await engine.json<Container[]>('GET', `/containers/json?all=true&filters=${filters}`);
  } catch (fault) {
    if (named) throw new CommandError('failed', `the Docker engine does not answer: ${(fault as Error).message}`);
    return undefined;
  }
  const [name, ...others] = new Set(containers.filter(({ State }) => State !== 'exited' && State !== 'created').map(projectOf));
  if (name === undefined) return undefined;
  if (others.length > 0) {
    const names = [name, ...others].join(', ');
    throw new CommandError(
      'usage',
      `several compose projects run from this checkout: name one by COMPOSE_PROJECT_NAME (${names})`,
    );
  }
  return { name, engine, containers: containers.filter((container) => projectOf(container) === name) };
}
