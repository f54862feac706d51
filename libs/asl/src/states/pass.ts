import type { PassState } from '../compile/definition.js';
import type { Steps } from '../core/generator.js';
import { jsonataOutcome, resultOutcome, workInput } from '../decide/data-flow.js';
import { exitState } from '../decide/exit.js';
import type { Run } from '../decide/run.js';

/** Result, else Parameters, else the input, takes the place of a task's result. `.$` in Result is plain text [recorded]. */
export function* beginPass(run: Run, id: number, state: PassState): Steps<void> {
  const raw = run.frame(id).input;
  if (state.jsonata) return yield* exitState(run, id, yield* jsonataOutcome(run, id, state, raw, undefined, raw));
  const input = yield* workInput(run, id, state, raw);
  yield* exitState(run, id, yield* resultOutcome(run, id, state, raw, state.result === undefined ? input : state.result));
}
