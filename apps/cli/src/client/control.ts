import { composeProject, type ComposeProject } from '../compose/project.js';
import { CommandError } from '../exit-codes.js';
import type { ProcessAction } from '../system/control-server.js';
import { dataFolder, type DataFolder } from '../system/data-folder.js';
import type { ProcessLine } from '../system/report.js';
import { REPOSITORY } from '../system/repository.js';
import { runningState, type State } from '../system/state-file.js';

/** A data folder, and whether the command line names it: then only what runs on it is meant, and no compose project. */
export interface ChosenFolder extends DataFolder {
  readonly named: boolean;
}

/** The data folder that a command speaks of: its own option, else the environment, else the default. */
export function chosenFolder(data: string | undefined): ChosenFolder {
  return { ...dataFolder(data ?? process.env['COUNTERPOINT_DATA'], REPOSITORY), named: data !== undefined };
}

/** What a command speaks to: the system of a launcher, or a compose project. */
export type RunningForm =
  { readonly kind: 'launcher'; readonly state: State } | { readonly kind: 'compose'; readonly project: ComposeProject };

/** The form that runs: a launcher's system on the data folder goes first, then the compose project of this checkout. */
export async function runningForm(folder: ChosenFolder): Promise<RunningForm | undefined> {
  const state = runningState(folder);
  if (state) return { kind: 'launcher', state };
  const project = folder.named ? undefined : await composeProject();
  return project && { kind: 'compose', project };
}

/**
 * The form that runs.
 * @throws CommandError `notRunning`
 */
export async function requireForm(folder: ChosenFolder): Promise<RunningForm> {
  const form = await runningForm(folder);
  if (!form) throw notRunning(folder);
  return form;
}

const notRunning = (folder: ChosenFolder): CommandError =>
  new CommandError(
    'notRunning',
    `no system runs on ${folder.root}${folder.named ? '' : ', nor as a compose project of this checkout'}: npm start`,
  );

/**
 * The running system of a data folder.
 * @throws CommandError `notRunning`
 */
export function requireRunning(folder: DataFolder): State {
  const state = runningState(folder);
  if (!state) throw notRunning({ ...folder, named: true });
  return state;
}

async function ask<T>(state: State, method: 'GET' | 'POST', path: string): Promise<T> {
  const { control } = state;
  if (!control) throw new CommandError('notRunning', 'the system is only just starting, or ending');
  const headers = { authorization: `Bearer ${control.token}` };
  const response = await fetch(`http://127.0.0.1:${control.port}/${path}`, { method, headers });
  const body = (await response.json()) as T & { error?: string };
  if (response.ok) return body;
  throw new CommandError(
    response.status === 404 ? 'notFound' : 'failed',
    body.error ?? `the supervisor answered ${response.status}`,
  );
}

export const listProcesses = (state: State): Promise<ProcessLine[]> => ask(state, 'GET', 'processes');

export const requestStop = (state: State): Promise<object> => ask(state, 'POST', 'stop');

/** Kills, pauses or resumes one process; resolves to its pid once that is true. */
export function actOn(state: State, service: string, action: ProcessAction): Promise<{ service: string; pid: number }> {
  return ask(state, 'POST', `processes/${encodeURIComponent(service)}/${action}`);
}
