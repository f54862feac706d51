export { printSequence, printTest, replay } from './counter-example.js';
export { checkModel, type CheckOptions, type CheckResult, type CounterExample } from './explore.js';
export type { Violated } from './properties.js';
export type { StepFacts, StepKind } from './steps.js';
export type { Action } from './world.js';
