/** Amazon States Language core: pure, deterministic, without I/O. */
export * from './model.js';
export { compile } from './compile/compile.js';
export type { Machine, State } from './compile/definition.js';
export { decide } from './decide/decide.js';
export { evolve, fold } from './evolve/evolve.js';
export { effects, taskEffect } from './decide/effects.js';
export { nextWakeAt, restartHeartbeats } from './decide/timers.js';
export { pendingTasks } from './decide/replies.js';
export { redriveRefusal } from './decide/control.js';
export { compensationDebt } from './compensation/debt.js';
export { fromText, toText } from './core/text.js';
export { decideMapRun, mapRunOutput } from './map-run/map-run.js';
export type {
  ChildResult,
  ChildStatus,
  MapRun,
  MapRunDecision,
  MapRunLimits,
  MapRunStep,
  MapRunStimulus,
} from './map-run/map-run.js';
export { childInputs, mapRunSpec, processorMachine, type MapRunSpec, type Source } from './map-run/spec.js';
export type { Dataset } from './map-run/data/dataset.js';
export { readItems, type ListedObject, type ObjectStorage } from './map-run/data/read-items.js';
export { isExported, shapedOutput, writeResults } from './map-run/data/write-results.js';
export * from './testing/index.js';
export * from './validate/index.js';
export * from './saga/index.js';
export * from './export/index.js';
export * from './model-check/index.js';
export { AslError, compileJsonata, compilePath, compileTemplate, timestampMillis, type Env } from './expressions/index.js';
