import { isObject, type JsonObject } from '../model.js';
import type { Report } from './diagnostic.js';
import { nestedScopes } from './nested.js';

interface Transition {
  target: string;
  location: string;
}

/**
 * Transitions of one scope: targets that do not exist, a workflow without an end, states that nothing leads to. As the service does,
 * unreachable states are reported only where there is a terminal state.
 */
export function checkGraph(scope: JsonObject, location: string, report: Report): void {
  const states = scope['States'];
  const start = scope['StartAt'];
  if (!isObject(states) || typeof start !== 'string') return;
  const missing = (transition: Transition): void => {
    if (!Object.hasOwn(states, transition.target)) {
      report.error('MISSING_TRANSITION_TARGET', `Missing 'Next' target: ${transition.target}`, transition.location);
    }
  };
  missing({ target: start, location: `${location}/StartAt` });
  for (const [name, state] of Object.entries(states)) {
    if (isObject(state)) transitions(state, `${location}/States/${name}`).forEach(missing);
  }
  // Compensations are states of the top level, whatever their step is in.
  const undoing = location === '' ? compensateTargets(scope, '') : [];
  undoing.forEach(missing);
  if (!Object.values(states).some((state) => isObject(state) && isTerminal(state))) {
    report.error('MISSING_END_STATE', 'Workflow has no terminal state');
    return;
  }
  const reached = reachable(states, [start, ...compensationEntries(scope), ...undoing.map(({ target }) => target)]);
  for (const name of Object.keys(states)) {
    if (!reached.has(name))
      report.error('MISSING_TRANSITION_TARGET', `State "${name}" is not reachable.`, `${location}/States/${name}`);
  }
}

function isTerminal(state: JsonObject): boolean {
  return state['End'] === true || state['Type'] === 'Succeed' || state['Type'] === 'Fail';
}

/** Every place of a state that names a next state; `Compensate` is none, as it is no way forward. */
export function transitions(state: JsonObject, location: string): Transition[] {
  const found: Transition[] = [];
  const add = (target: unknown, where: string): void => {
    if (typeof target === 'string') found.push({ target, location: where });
  };
  if (state['Type'] !== 'Choice') add(state['Next'], `${location}/Next`);
  if (state['Type'] === 'Choice') {
    for (const [at, rule] of list(state['Choices']).entries()) add(rule['Next'], `${location}/Choices[${at}]/Next`);
    add(state['Default'], `${location}/Default`);
  }
  for (const [at, catcher] of list(state['Catch']).entries()) add(catcher['Next'], `${location}/Catch[${at}]/Next`);
  return found;
}

function compensateTargets(scope: JsonObject, location: string): Transition[] {
  if (!isObject(scope['States'])) return [];
  return Object.entries(scope['States']).flatMap(([name, state]) => {
    if (!isObject(state)) return [];
    const here = `${location}/States/${name}`;
    const target = state['Compensate'];
    const own = typeof target === 'string' ? [{ target, location: `${here}/Compensate` }] : [];
    return [...own, ...nestedScopes(state).flatMap(({ definition, suffix }) => compensateTargets(definition, here + suffix))];
  });
}

function compensationEntries(scope: JsonObject): string[] {
  const compensation = scope['Compensation'];
  return isObject(compensation) ? Object.values(compensation).filter((name) => typeof name === 'string') : [];
}

function reachable(states: JsonObject, starts: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const waiting = [...starts];
  while (waiting.length > 0) {
    const name = waiting.pop() as string;
    const state = Object.hasOwn(states, name) ? states[name] : undefined;
    if (reached.has(name) || !isObject(state)) continue;
    reached.add(name);
    for (const { target } of transitions(state, '')) waiting.push(target);
  }
  return reached;
}

function list(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.map((item) => (isObject(item) ? item : {})) : [];
}
