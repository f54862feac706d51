import type { SucceedState } from '../compile/definition.js';
import type { Steps } from '../core/generator.js';
import { passOutcome } from '../decide/data-flow.js';
import { exitState } from '../decide/exit.js';
import type { Run } from '../decide/run.js';

export function* beginSucceed(run: Run, id: number, state: SucceedState): Steps<void> {
  yield* exitState(run, id, yield* passOutcome(run, id, state, run.frame(id).input), null);
}
