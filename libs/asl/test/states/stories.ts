import { compile } from '../../src/compile/compile.js';
import { fold } from '../../src/evolve/evolve.js';
import type { HistoryEvent, Json } from '../../src/model.js';
import { simulate, type Script, type Simulation } from '../../src/testing/index.js';

export const ACTIVITY = 'arn:aws:states:us-east-1:000000000000:activity:work';

export const task = (more: Record<string, Json> = {}): Record<string, Json> => ({
  Type: 'Task',
  Resource: ACTIVITY,
  End: true,
  ...more,
});

/** Runs a machine and checks what holds of every run: the history folds to the snapshot. */
export async function run(definition: Json, script: Script = {}): Promise<Simulation> {
  const machine = compile(definition);
  const simulation = await simulate(machine, script);
  const rebuilt = fold(machine, undefined, simulation.history);
  if (JSON.stringify(sorted(rebuilt)) !== JSON.stringify(sorted(simulation.snapshot)))
    throw new Error('fold(evolve, history) is not the snapshot');
  return simulation;
}

/** `7<-5 MapStateExited` for each event. */
export const lines = (history: readonly HistoryEvent[]): string[] =>
  history.map(({ id, previousEventId, type }) => `${id}<-${previousEventId} ${type}`);

export const typesOf = (history: readonly HistoryEvent[]): string[] => history.map(({ type }) => type);

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name, member]) => member !== undefined && name !== 'heartbeatAt');
  return Object.fromEntries(
    entries.sort(([left], [right]) => (left < right ? -1 : 1)).map(([name, member]) => [name, sorted(member)]),
  );
}
