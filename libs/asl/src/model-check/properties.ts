import { areSame } from './engine.js';
import type { Steps } from './steps.js';
import type { World } from './world.js';

export interface Violated {
  property: 'all-or-compensated' | 'single-end' | 'not-stuck' | 'rebuilds-itself';
  message: string;
}

const ENDS = new Set(['ExecutionSucceeded', 'ExecutionFailed', 'ExecutionAborted', 'ExecutionTimedOut']);

/** What is wrong with a world, if anything. `canGoOn`: some action is possible. `crashed`: the world before, if the engine crashed. */
export function violated(world: World, steps: Steps, canGoOn: boolean, crashed?: World): Violated | undefined {
  const { snapshot, history, messages } = world;
  if (!snapshot) return undefined;
  if (crashed && !areSame(crashed.snapshot, snapshot)) {
    return { property: 'rebuilds-itself', message: 'fold(evolve, history) is not the snapshot that the engine had' };
  }
  const ends = history.filter(({ type }) => ENDS.has(type)).length;
  const isRunning = snapshot.status === 'RUNNING';
  if (ends !== (isRunning ? 0 : 1)) return { property: 'single-end', message: `The history has ${ends} ends` };
  if (!isRunning && !ENDS.has(history.at(-1)?.type ?? '')) {
    return { property: 'single-end', message: `${history.at(-1)?.type ?? ''} came after the end` };
  }
  if (isRunning) return canGoOn ? undefined : { property: 'not-stuck', message: 'Nothing is under way, and no timer is set' };
  return messages.length === 0 ? settled(world, steps) : undefined;
}

/** The end of everything: all steps landed and none was undone, or nothing is left. */
function settled({ snapshot, effects }: World, steps: Steps): Violated | undefined {
  const wrong = (message: string): Violated => ({ property: 'all-or-compensated', message });
  const of = (status: string): string[] => Object.keys(effects).filter((step) => effects[step] === status);
  const landed = of('landed').filter((step) => steps.kindOf(step) !== 'plain');
  const [undone] = [...of('undone'), ...of('tombstone')];
  const pivot = landed.find((step) => steps.kindOf(step) === 'pivot');
  if (snapshot?.status === 'SUCCEEDED') {
    if (pivot !== undefined && undone !== undefined) return wrong(`'${pivot}' landed, but '${undone}' was undone`);
    const refused = of('refused').find((step) => steps.kindOf(step) === 'retriable');
    if (pivot !== undefined && refused !== undefined) return wrong(`'${pivot}' landed, but '${refused}' did not`);
    const orphan = pivot === undefined && undone !== undefined ? landed[0] : undefined;
    if (orphan !== undefined) return wrong(`'${undone ?? ''}' was undone, but '${orphan}' was not`);
    const forgotten = landed.find((step) => isForgotten(step, snapshot));
    return forgotten === undefined ? undefined : wrong(`'${forgotten}' landed, but the execution went on as if it had not`);
  }
  if (pivot !== undefined) return wrong(`The execution ended ${snapshot?.status ?? ''} although the pivot '${pivot}' landed`);
  const [left] = landed;
  return left === undefined
    ? undefined
    : wrong(`The execution ended ${snapshot?.status ?? ''}, but '${left}' landed and was not undone`);
}

/** The engine's own book says that the step did not land, and it was not undone. */
function isForgotten(step: string, snapshot: NonNullable<World['snapshot']>): boolean {
  const entries = snapshot.ledger?.filter((entry) => entry.step === step) ?? [];
  return entries.length > 0 && entries.every(({ outcome, compensation }) => outcome !== 'landed' && compensation !== 'done');
}
