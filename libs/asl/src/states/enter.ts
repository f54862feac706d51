import { guarded } from '../decide/failure.js';
import type { Run } from '../decide/run.js';
import { stateOf } from '../core/flow.js';
import type { Steps } from '../core/generator.js';
import { toText } from '../core/text.js';
import type { Json } from '../model.js';
import { beginChoice } from './choice.js';
import { beginFail } from './fail.js';
import { beginMap } from './map.js';
import { beginParallel } from './parallel.js';
import { beginPass } from './pass.js';
import { beginSucceed } from './succeed.js';
import { beginTask } from './task.js';
import { beginWait } from './wait.js';

/** Enters a state and does what can be done at once. */
export function* enterState(run: Run, id: number, name: string, input: Json): Steps<void> {
  const state = stateOf(run.machine, run.snapshot, run.thread(id), name);
  run.emit(`${state.type}StateEntered`, id, { name, input: toText(input) });
  run.transitions++;
  yield* beginState(run, id);
}

/** Does the work of the state that the thread is in: on entry, at each retry, and on redrive. */
export function* beginState(run: Run, id: number): Steps<void> {
  yield* guarded(run, id, () => {
    const state = run.state(id);
    switch (state.type) {
      case 'Task':
        return beginTask(run, id, state);
      case 'Pass':
        return beginPass(run, id, state);
      case 'Choice':
        return beginChoice(run, id, state);
      case 'Wait':
        return beginWait(run, id, state);
      case 'Succeed':
        return beginSucceed(run, id, state);
      case 'Fail':
        return beginFail(run, id, state);
      case 'Parallel':
        return beginParallel(run, id, state);
      case 'Map':
        return beginMap(run, id, state);
    }
  });
}
