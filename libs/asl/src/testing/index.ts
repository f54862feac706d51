/** For tests of state machines: stories, simulations on a hand-turned clock. */
export { given, type Expected, type When } from './given.js';
export { simulate, type Answer, type Script, type Simulation } from './simulate.js';
export { testContext } from './context.js';
export { testState, type Mock, type StateTest, type StateTestResult } from './test-state.js';
export type { Inspection } from './inspect.js';

export { compile } from '../compile/compile.js';
export { checkModel, printSequence, printTest, replay } from '../model-check/index.js';
export type { ListedObject, ObjectStorage } from '../map-run/data/read-items.js';
