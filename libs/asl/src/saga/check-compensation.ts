import type { Report } from '../validate/diagnostic.js';
import { neverGivesUp } from './retries.js';
import type { SagaFlow, SagaState } from './saga-flow.js';

/** One compensation state, Begin or End: a Task at the top level that stands alone and never gives up. */
export function checkCompensation(name: string, steps: readonly SagaState[], flow: SagaFlow, report: Report): void {
  const found = flow.states.get(name);
  if (!found) {
    if (steps.length === 0) report.error('SAGA_COMPENSATION_INVALID', `There is no state '${name}'`, '/Compensation');
    return;
  }
  const { state, location, containers } = found;
  const refuse = (message: string): void => report.error('SAGA_COMPENSATION_INVALID', message, location);
  if (state['Type'] !== 'Task') return refuse('A compensation must be a Task');
  if (containers.length > 0) refuse('A compensation must be a state of the top level');
  if (state['End'] !== true) refuse('A compensation must end there (End: true): nothing follows it');
  for (const field of ['Catch', 'Compensate', 'Pivot'])
    if (state[field] !== undefined) refuse(`A compensation must not have ${field}`);
  if (flow.forward.has(name))
    report.error('SAGA_COMPENSATION_ON_THE_WAY', 'The way forward must not lead to a compensation', location);
  if (!neverGivesUp(state)) {
    const message = 'A compensation must not give up: leave Retry out, or give each retrier MaxAttempts 99999999';
    report.error('SAGA_COMPENSATION_NOT_RETRIED', message, location);
  }
}

/** CompensateAfter names compensations, and they do not wait for each other in a circle. */
export function checkCompensateAfter(flow: SagaFlow, report: Report): void {
  const after = new Map<string, string[]>();
  for (const name of flow.compensations.keys()) {
    const found = flow.states.get(name);
    const list = found?.state['CompensateAfter'];
    if (!found || !Array.isArray(list)) continue;
    list.forEach((other, at) => {
      if (typeof other === 'string' && flow.compensations.has(other) && other !== name) return;
      report.error(
        'SAGA_COMPENSATE_AFTER_INVALID',
        'CompensateAfter must name other compensation states',
        `${found.location}/CompensateAfter[${at}]`,
      );
    });
    after.set(
      name,
      list.filter((other) => typeof other === 'string'),
    );
  }
  for (const name of after.keys()) {
    if (isInCircle(name, after)) {
      const location = `${flow.states.get(name)?.location ?? ''}/CompensateAfter`;
      report.error('SAGA_COMPENSATE_AFTER_CIRCLE', 'Compensations must not wait for each other in a circle', location);
    }
  }
}

function isInCircle(start: string, after: ReadonlyMap<string, readonly string[]>): boolean {
  const seen = new Set<string>();
  const waiting = [...(after.get(start) ?? [])];
  while (waiting.length > 0) {
    const name = waiting.pop() as string;
    if (name === start) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    waiting.push(...(after.get(name) ?? []));
  }
  return false;
}
