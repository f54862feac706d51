import { isObject, type JsonObject } from '../model.js';
import type { Report } from '../validate/diagnostic.js';
import { nestedScopes } from '../validate/nested.js';
import type { Catalogue, CommandContract } from './catalogue.js';
import { commandOf, type SagaFlow, type SagaState } from './saga-flow.js';

const REQUEST = /^arn:[^:]*:states:::kafka:request$/;

function isRequest(resource: unknown): boolean {
  return typeof resource === 'string' && REQUEST.test(resource);
}

/** Steps against what the contracts say about the commands that they send. */
export function checkAgainstCatalogue(flow: SagaFlow, catalogue: Catalogue, report: Report): void {
  for (const step of flow.states.values()) {
    checkErrorNames(step, catalogue, report);
    if (step.state['Type'] !== 'Task' || !isRequest(step.state['Resource'])) continue;
    const command = commandOf(step.state);
    if (command === undefined) continue;
    const contract = lookUp(catalogue, command);
    if (contract) checkKind(step, contract, flow, report);
    else report.error('SAGA_COMMAND_UNKNOWN', `The contracts have no command '${command}'`, step.location);
  }
}

function lookUp(catalogue: Catalogue, command: string): CommandContract | undefined {
  return Object.hasOwn(catalogue, command) ? catalogue[command] : undefined;
}

function checkKind({ name, state, location }: SagaState, { kind }: CommandContract, flow: SagaFlow, report: Report): void {
  const wrong = (message: string): void => report.error('SAGA_KIND_MISMATCH', message, location);
  const isUndoing = flow.compensations.has(name) || name === flow.begin || name === flow.end;
  if (isUndoing) {
    if (kind !== 'compensation' && kind !== 'closing')
      wrong(`The contract calls this a ${kind} step, the definition a compensation`);
    return;
  }
  switch (kind) {
    case 'compensatable':
      if (state['Compensate'] === undefined && !flow.afterPivot.has(name)) {
        report.error('SAGA_COMPENSATE_MISSING', 'A compensatable step before the pivot must have Compensate', location);
      }
      if (flow.afterPivot.has(name)) wrong('A compensatable step must come before the pivot');
      return;
    case 'pivot':
      if (state['Pivot'] !== true) wrong('The contract calls this the pivot: it must have Pivot: true');
      return;
    case 'retriable':
      if (state['Compensate'] !== undefined) wrong('A retriable step has no compensation');
      if (flow.pivots.length > 0 && !flow.afterPivot.has(name)) wrong('A retriable step must come after the pivot');
      return;
    case 'compensation':
    case 'closing':
      wrong(`The contract calls this a ${kind}: it does not belong to the way forward`);
  }
}

/** Error names that are neither the language's nor outcomes of the commands inside can never match. */
function checkErrorNames({ state, location }: SagaState, catalogue: Catalogue, report: Report): void {
  const outcomes = outcomesIn(state, catalogue);
  if (outcomes === undefined) return;
  for (const field of ['Retry', 'Catch']) {
    const rules = Array.isArray(state[field]) ? state[field] : [];
    rules.forEach((rule, at) => {
      if (!isObject(rule) || !Array.isArray(rule['ErrorEquals'])) return;
      rule['ErrorEquals'].forEach((error, index) => {
        if (typeof error !== 'string' || error.startsWith('States.') || outcomes.has(error)) return;
        const place = `${location}/${field}[${at}]/ErrorEquals[${index}]`;
        report.error('SAGA_OUTCOME_UNDECLARED', `The contract does not declare an outcome '${error}'`, place);
      });
    });
  }
}

/** Outcomes of the commands that a state and those inside it send; undefined when there is a task that the contracts do not cover. */
function outcomesIn(state: JsonObject, catalogue: Catalogue): Set<string> | undefined {
  const outcomes = new Set<string>();
  const add = (inner: JsonObject): boolean => {
    if (inner['Type'] === 'Task') {
      const contract = lookUp(catalogue, commandOf(inner) ?? '');
      contract?.outcomes.forEach((outcome) => outcomes.add(outcome));
      return contract !== undefined;
    }
    if (inner['Type'] === 'Fail') return false;
    return nestedScopes(inner).every(({ definition }) =>
      Object.values(isObject(definition['States']) ? definition['States'] : {}).every(
        (nested) => isObject(nested) && add(nested),
      ),
    );
  };
  return add(state) ? outcomes : undefined;
}
