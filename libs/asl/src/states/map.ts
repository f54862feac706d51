import { AslError } from '../expressions/index.js';
import type { MapState } from '../compile/definition.js';
import { settled, type Steps } from '../core/generator.js';
import { toText } from '../core/text.js';
import { effectiveInput, numberOf } from '../decide/data-flow.js';
import { Environment } from '../decide/environment.js';
import type { Run } from '../decide/run.js';
import type { EventInternal, Json } from '../model.js';
import { finishChildren } from './children.js';
import { beginMapRun } from './map-run.js';
import { startIterations } from './iterations.js';
import { isComplete } from './parallel.js';

/** Inline: iterations are threads of this execution. Distributed: a Map Run with executions of its own. */
export function* beginMap(run: Run, id: number, state: MapState): Steps<void> {
  if (isComplete(run, id)) return yield* finishChildren(run, id);
  if (run.frame(id).children) return yield* startIterations(run, id);
  if (state.distributed) return yield* beginMapRun(run, id, state);
  const frame = run.frame(id);
  const items = yield* itemsOf(run, id, state);
  const maxConcurrency = (yield* numberOf(run, id, state.maxConcurrency, effectiveInput(run, id, state, frame.input))) ?? 0;
  // What evolve can't tell from the state's input goes beside the event.
  const internal: EventInternal = {
    ...(items === frame.input ? {} : { items }),
    ...(maxConcurrency > 0 ? { maxConcurrency } : {}),
  };
  run.emit('MapStateStarted', id, { length: items.length }, { internal });
  if (items.length === 0) return yield* finishChildren(run, id);
  yield* startIterations(run, id);
}

/** @throws AslError when what should be an array is none */
export function* itemsOf(run: Run, id: number, state: MapState): Steps<Json[]> {
  const raw = run.frame(id).input;
  if (state.jsonata) {
    const items = state.items ? yield* settled(state.items.evaluate(new Environment(run, id, raw))) : raw;
    if (Array.isArray(items)) return items;
    throw new AslError('States.QueryEvaluationError', `Map state input must be an array but was: ${toText(items)}`);
  }
  const input = effectiveInput(run, id, state, raw);
  const items = state.itemsPath ? state.itemsPath.require(new Environment(run, id, input)) : input;
  if (Array.isArray(items)) return items;
  const reason = state.itemsPath
    ? `Reference path "${state.itemsPath.text}" must point to array.`
    : `Map state input must be an array but was: ${toText(items)}`;
  throw new AslError('States.Runtime', reason);
}
