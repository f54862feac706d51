import { isObject, type JsonObject } from '../model.js';
import { sagaFlow, usesCompensation } from '../saga/saga-flow.js';
import { forwardStates } from './forward.js';
import { freshName, plainState } from './plain.js';
import { undoStates, type Names } from './undo.js';

export type ExportResult = { ok: true; definition: JsonObject } | { ok: false; reason: string };

/**
 * A definition with compensations as plain ASL that the service runs: each step remembers its input in a variable, failures before the
 * pivot are caught and lead to a part that runs the owed compensations, and the execution then fails with its first error.
 *
 * Not carried over, because the service has no way to say it: compensation after StopExecution, cancel and the machine's timeout; runtime
 * errors of states that cannot catch (Choice, Pass, Wait). Compensatable steps inside Parallel or Map are refused: their variables do not
 * leave the branch.
 */
export function exportPlain(definition: JsonObject): ExportResult {
  const flow = sagaFlow(definition);
  if (!usesCompensation(flow)) return { ok: true, definition };
  const nested = [...flow.compensations.values()].flat().find(({ containers }) => containers.length > 0);
  if (nested) return { ok: false, reason: `The compensatable step '${nested.name}' is inside a Parallel or Map state` };
  const taken = new Set(flow.states.keys());
  const undo = freshName('Undo', taken);
  taken.add(undo);
  const steps = [...flow.compensations.values()].flat().map(({ name }) => name);
  const variables = new Map(steps.map((step, at) => [step, `undo${at + 1}`]));
  const names: Names = { undo, variables, taken };
  const { startAt, states } = forwardStates(flow, names);
  const { Compensation: _compensation, StartAt: _startAt, States: _states, ...top } = definition;
  const all: JsonObject = { ...states, ...undoStates(flow, names) };
  return { ok: true, definition: { ...top, StartAt: startAt, States: mapStates(all) } };
}

/** Nested states too lose what only this engine knows. */
function mapStates(states: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(states).map(([name, state]) => [name, isObject(state) ? plainState(state) : state]));
}
