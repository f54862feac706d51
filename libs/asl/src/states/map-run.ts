import type { MapState } from '../compile/definition.js';
import type { Steps } from '../core/generator.js';
import { fromText } from '../core/text.js';
import { resultOutcome } from '../decide/data-flow.js';
import { exitState } from '../decide/exit.js';
import { failState } from '../decide/failure.js';
import type { Run } from '../decide/run.js';
import type { Stimulus } from '../model.js';
import { itemsOf } from './map.js';

type MapRunEnded = Extract<Stimulus, { kind: 'mapRunEnded' }>;

/**
 * Starts the Map Run, an aggregate of its own (see `map-run/`): the execution's history shows only its start and end [recorded].
 * Items that a reader brings are counted there.
 */
export function* beginMapRun(run: Run, id: number, state: MapState): Steps<void> {
  const { mapRun } = run.frame(id);
  if (mapRun && run.snapshot.redriveCount > 0) {
    run.emit('MapRunRedriven', id, { mapRunArn: mapRun.mapRunArn, redriveCount: run.snapshot.redriveCount });
    return;
  }
  const length = state.itemReader ? 0 : (yield* itemsOf(run, id, state)).length;
  run.emit('MapStateStarted', id, { length });
  run.emit('MapRunStarted', id, { mapRunArn: mapRunArn(run, state) });
}

function mapRunArn(run: Run, state: MapState): string {
  const eventId = run.nextEventId;
  const given = run.context.mapRunArnFor?.(state.name, eventId);
  if (given !== undefined) return given;
  const machine = run.context.stateMachineArn.replace(':stateMachine:', ':mapRun:');
  return `${machine}/${state.label ?? state.name}:${run.random().uuid()}`;
}

export function* mapRunEnded(run: Run, id: number, { result }: MapRunEnded): Steps<void> {
  const state = run.state(id);
  if (state.type !== 'Map') return;
  if ('output' in result) {
    const ended = run.emit('MapRunSucceeded', id);
    run.emit('MapStateSucceeded', id, undefined, { previous: ended.id });
    return yield* exitState(run, id, yield* resultOutcome(run, id, state, run.frame(id).input, fromText(result.output)));
  }
  const { error, cause } = result;
  run.emit('MapRunFailed', id, { error, ...(cause === undefined ? {} : { cause }) });
  yield* failState(run, id, { error, cause, fromTask: false });
}
