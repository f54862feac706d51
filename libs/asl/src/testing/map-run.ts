import type { Machine } from '../compile/definition.js';
import { readItems, type ObjectStorage } from '../map-run/data/read-items.js';
import { isExported, shapedOutput, writeResults } from '../map-run/data/write-results.js';
import { decideMapRun, type ChildResult, type ChildStatus, type MapRun, type MapRunStep } from '../map-run/map-run.js';
import { childInputs, mapRunSpec, processorMachine, type MapRunSpec } from '../map-run/spec.js';
import { AslError } from '../expressions/index.js';
import type { Json, MapRunEffect, Snapshot, Stimulus } from '../model.js';
import { simulate, type Script } from './simulate.js';
import { testContext } from './context.js';

type Result = Extract<Stimulus, { kind: 'mapRunEnded' }>['result'];

const NO_STORAGE: ObjectStorage = {
  get: () => Promise.reject(new Error('the simulation has no storage')),
  list: () => Promise.reject(new Error('the simulation has no storage')),
  put: () => Promise.reject(new Error('the simulation has no storage')),
};

/** Plays a Map Run at once: its children are simulated one after the other with the same script. */
export async function playMapRun(
  machine: Machine,
  snapshot: Snapshot,
  effect: MapRunEffect,
  script: Script,
  now: number,
): Promise<Result> {
  const context = testContext(now, script.context);
  const storage = script.storage ?? NO_STORAGE;
  try {
    const spec = await mapRunSpec(machine, snapshot, effect, context);
    const data = spec.items ?? (await readItems(spec.reader ?? {}, storage));
    const inputs = await childInputs(machine, snapshot, effect, context, data);
    const { ended, results } = await playChildren(processorMachine(machine, effect.stateName), inputs, spec, script);
    const output = isExported(spec.writer)
      ? await writeResults({ writer: spec.writer, mapRunArn: effect.mapRunArn, results, inputs }, storage)
      : shapedOutput(spec.writer, results);
    return ended?.status === 'FAILED' ? { error: ended.error, cause: ended.cause } : { output: JSON.stringify(output) };
  } catch (fault) {
    if (fault instanceof AslError) return { error: fault.error, cause: fault.cause };
    throw fault;
  }
}

interface Played {
  ended: Extract<MapRunStep, { kind: 'ended' }> | undefined;
  results: (ChildResult | undefined)[];
}

async function playChildren(machine: Machine, inputs: Json[], limits: MapRunSpec, script: Script): Promise<Played> {
  const results: (ChildResult | undefined)[] = inputs.map(() => undefined);
  const first = decideMapRun(undefined, { kind: 'open', total: inputs.length, limits });
  let mapRun: MapRun = first.mapRun;
  const steps = [...first.steps];
  const { answer, storage } = script;
  for (let step = steps.shift(); step; step = steps.shift()) {
    if (step.kind === 'ended') return { ended: step, results };
    if (step.kind === 'stopChildren') steps.splice(0, steps.length, ...steps.filter(({ kind }) => kind === 'ended'));
    if (step.kind !== 'startChild') continue;
    const input = inputs[step.index] ?? null;
    const child = await simulate(machine, { input, ...(answer ? { answer } : {}), ...(storage ? { storage } : {}) });
    results[step.index] = resultOf(child.snapshot, input);
    const next = decideMapRun(mapRun, { kind: 'childEnded', index: step.index, status: child.snapshot.status as ChildStatus });
    mapRun = next.mapRun;
    const isOver = next.steps.some(({ kind }) => kind === 'stopChildren');
    steps.splice(0, isOver ? steps.length : 0);
    steps.push(...next.steps);
  }
  return { ended: undefined, results };
}

/** A child with its record, as far as a simulation knows it. */
function resultOf({ status, output, error, cause }: Snapshot, input: Json): ChildResult {
  const record: Json = { Input: JSON.stringify(input), Status: status };
  if (status === 'SUCCEEDED') return { output: output ?? null, record: { ...record, Output: JSON.stringify(output ?? null) } };
  return { record: { ...record, Error: error ?? '', Cause: cause ?? '' } };
}
