/** For tests of state machines: stories, simulations on a hand-turned clock. */
export { given, type Expected, type When } from './given.js';
export { simulate, type Answer, type Script, type Simulation } from './simulate.js';
export { testContext } from './context.js';
export { testState, type Mock, type StateTest, type StateTestResult } from './test-state.js';
export type { Inspection } from './inspect.js';
