export type { Catalogue, CommandContract } from './catalogue.js';
export { checkSaga } from './check-saga.js';
export { commandOf, sagaFlow, usesCompensation, type SagaFlow, type SagaState } from './saga-flow.js';
