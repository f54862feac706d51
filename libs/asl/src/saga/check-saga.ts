import { isObject, type JsonObject } from '../model.js';
import type { Report } from '../validate/diagnostic.js';
import type { Catalogue } from './catalogue.js';
import { checkAgainstCatalogue } from './check-catalogue.js';
import { checkParallelCompensations } from './check-commuting.js';
import { checkCompensation, checkCompensateAfter } from './check-compensation.js';
import { handlesEverything, retriesForEver } from './retries.js';
import { sagaFlow, usesCompensation, type SagaFlow, type SagaState } from './saga-flow.js';

/**
 * Rules for definitions that use `Compensate`, `Pivot` or `Compensation` (design, section 3). Nothing is reported for others.
 * With a catalogue, steps are held against their contracts too.
 */
export function checkSaga(definition: JsonObject, type: 'STANDARD' | 'EXPRESS', report: Report, catalogue?: Catalogue): void {
  const flow = sagaFlow(definition);
  if (!usesCompensation(flow)) {
    for (const { state, location } of flow.states.values()) {
      if (state['CompensateAfter'] !== undefined) notACompensation(report, location);
    }
    return;
  }
  if (type === 'EXPRESS') report.error('SAGA_STANDARD_ONLY', 'Compensation needs a STANDARD workflow', '/');
  checkFrame(flow, report);
  for (const state of flow.states.values()) {
    if (state.state['Type'] === 'Task') checkTask(state, flow, report);
    else checkFlowState(state, flow, report);
  }
  for (const [name, steps] of flow.compensations) checkCompensation(name, steps, flow, report);
  for (const name of [flow.begin, flow.end]) if (name !== undefined) checkCompensation(name, [], flow, report);
  checkCompensateAfter(flow, report);
  checkPivots(flow, report);
  checkParallelCompensations(flow, report);
  if (catalogue) checkAgainstCatalogue(flow, catalogue, report);
}

function checkFrame({ definition }: SagaFlow, report: Report): void {
  const frame = definition['Compensation'];
  if (frame === undefined) return;
  if (!isObject(frame))
    return report.error('SAGA_COMPENSATION_INVALID', 'Compensation must be an object with Begin and End', '/Compensation');
  for (const [key, value] of Object.entries(frame)) {
    if (key !== 'Begin' && key !== 'End')
      report.error('SAGA_COMPENSATION_INVALID', `Field '${key}' is not supported`, '/Compensation');
    else if (typeof value !== 'string')
      report.error('SAGA_COMPENSATION_INVALID', `${key} must name a Task state`, `/Compensation/${key}`);
  }
}

function isUndoing(name: string, flow: SagaFlow): boolean {
  return flow.compensations.has(name) || flow.begin === name || flow.end === name;
}

function checkTask({ name, state, location }: SagaState, flow: SagaFlow, report: Report): void {
  if (state['TimeoutSeconds'] === undefined && state['TimeoutSecondsPath'] === undefined) {
    report.error('SAGA_TIMEOUT_MISSING', 'In a definition with compensations every Task must have a timeout', location);
  }
  if (state['CompensateAfter'] !== undefined && !flow.compensations.has(name)) notACompensation(report, location);
  if (isUndoing(name, flow)) return;
  if (state['Compensate'] !== undefined && state['Pivot'] === true) {
    report.error('SAGA_PIVOT_COMPENSATED', 'The pivot cannot be compensated', location);
  } else if (state['Compensate'] !== undefined && flow.afterPivot.has(name)) {
    report.error(
      'SAGA_COMPENSATE_AFTER_PIVOT',
      'A step after the pivot cannot be compensated: from there the saga only goes forward',
      location,
    );
  }
  if (!flow.afterPivot.has(name) || state['Pivot'] === true) return;
  if (!retriesForEver(state, 'States.ALL') && !handlesEverything(state)) {
    const message =
      'A step after the pivot must be retried without limit (Retry on States.ALL with MaxAttempts 99999999) or caught';
    report.error('SAGA_RETRIABLE_NOT_RETRIED', message, location);
  }
}

function notACompensation(report: Report, location: string): void {
  report.error('SAGA_COMPENSATE_AFTER_INVALID', 'CompensateAfter belongs to compensation states', `${location}/CompensateAfter`);
}

function checkFlowState({ name, state, location }: SagaState, flow: SagaFlow, report: Report): void {
  if (state['Type'] === 'Fail' && flow.afterPivot.has(name)) {
    report.error('SAGA_FAIL_AFTER_PIVOT', 'After the pivot the saga must not fail: nothing would be undone', location);
  }
}

function checkPivots(flow: SagaFlow, report: Report): void {
  for (const { name, location, containers, state } of flow.pivots) {
    if (containers.length > 0) report.error('SAGA_PIVOT_NESTED', 'The pivot must not be inside a Parallel or a Map', location);
    if (flow.afterPivot.has(name))
      report.error('SAGA_PIVOT_REPEATED', 'Two pivots must not follow each other, nor one itself', location);
    const catchers = Array.isArray(state['Catch']) ? state['Catch'] : [];
    catchers.forEach((catcher, at) => {
      if (!isObject(catcher) || !Array.isArray(catcher['ErrorEquals']) || !catcher['ErrorEquals'].some(isUnknownOutcome)) return;
      const message = 'The pivot never fails of a timeout: an unknown outcome is resolved by asking again';
      report.warn('SAGA_PIVOT_UNKNOWN_CAUGHT', message, `${location}/Catch[${at}]`);
    });
  }
}

function isUnknownOutcome(error: unknown): boolean {
  return error === 'States.Timeout' || error === 'States.HeartbeatTimeout';
}
