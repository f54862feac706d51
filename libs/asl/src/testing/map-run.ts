import type { Machine } from '../compile/definition.js';
import {
  decideMapRun,
  mapRunOutput,
  type ChildResult,
  type ChildStatus,
  type MapRun,
  type MapRunStimulus,
} from '../map-run/map-run.js';
import { childInputs, mapRunSpec, processorMachine } from '../map-run/spec.js';
import { AslError } from '../expressions/index.js';
import type { Json, MapRunEffect, Snapshot, Stimulus } from '../model.js';
import { simulate, type Script } from './simulate.js';
import { testContext } from './context.js';

type Result = Extract<Stimulus, { kind: 'mapRunEnded' }>['result'];

/** Plays a Map Run at once: its children are simulated one after the other with the same script. */
export async function playMapRun(
  machine: Machine,
  snapshot: Snapshot,
  effect: MapRunEffect,
  script: Script,
  now: number,
): Promise<Result> {
  const context = testContext(now, script.context);
  try {
    const spec = await mapRunSpec(machine, snapshot, effect, context);
    if (!spec.items) return { error: 'States.ItemReaderFailed', cause: 'The simulation has no storage to read items from' };
    const inputs = await childInputs(machine, snapshot, effect, context, spec.items);
    return await playChildren(
      processorMachine(machine, effect.stateName),
      inputs,
      { kind: 'open', total: inputs.length, limits: spec },
      script,
    );
  } catch (fault) {
    if (fault instanceof AslError) return { error: fault.error, cause: fault.cause };
    throw fault;
  }
}

async function playChildren(machine: Machine, inputs: Json[], opening: MapRunStimulus, script: Script): Promise<Result> {
  const results: (ChildResult | undefined)[] = inputs.map(() => undefined);
  const stimuli = [opening];
  let mapRun: MapRun | undefined;
  for (let stimulus = stimuli.shift(); stimulus; stimulus = stimuli.shift()) {
    const decision = decideMapRun(mapRun, stimulus);
    mapRun = decision.mapRun;
    for (const step of decision.steps) {
      if (step.kind === 'ended')
        return step.status === 'FAILED'
          ? { error: step.error, cause: step.cause }
          : { output: JSON.stringify(mapRunOutput(results)) };
      if (step.kind !== 'startChild') continue;
      const { answer } = script;
      const child = await simulate(machine, { input: inputs[step.index] ?? null, ...(answer ? { answer } : {}) });
      results[step.index] = resultOf(child.snapshot, inputs[step.index] ?? null);
      stimuli.push({ kind: 'childEnded', index: step.index, status: child.snapshot.status as ChildStatus });
    }
  }
  return { output: JSON.stringify(mapRunOutput(results)) };
}

function resultOf({ status, output, error, cause }: Snapshot, input: Json): ChildResult {
  if (status === 'SUCCEEDED') return { output: output ?? null };
  return { record: { Input: JSON.stringify(input), Status: status, Error: error ?? '', Cause: cause ?? '' } };
}
