import type { Json, JsonObject } from '../model.js';
import { actionsOf, perform } from './actions.js';
import { settingOf, type CounterExample } from './explore.js';
import { violated, type Violated } from './properties.js';
import type { StepFacts } from './steps.js';
import { firstWorld, type Action, type World } from './world.js';

/** Plays actions again and tells what is wrong at their end, if anything: what a counter-example's test calls. */
export async function replay(
  definition: JsonObject,
  facts: StepFacts,
  input: Json,
  actions: readonly Action[],
): Promise<Violated | undefined> {
  const setting = settingOf(definition, facts, input);
  let world = firstWorld(actions.length);
  let crashed: World | undefined;
  for (const action of actions) {
    crashed = action.do === 'crash' ? world : undefined;
    world = await perform(world, action, setting);
  }
  const last = { ...world, faultsLeft: 0 };
  return violated(last, setting.steps, actionsOf(last, setting).length > 0, crashed);
}

/** The counter-example as a sequence for people. */
export function printSequence({ property, message, input, actions }: CounterExample): string {
  const lines = actions.map((action, at) => `${String(at + 1).padStart(3)}. ${sentence(action)}`);
  return [`${property}: ${message}`, `Input ${JSON.stringify(input)}`, ...lines].join('\n');
}

/** The counter-example as a test to paste: it fails until the definition is right. */
export function printTest({ message, input, actions }: CounterExample, definitionName = 'definition'): string {
  const list = actions.map((action) => `    ${JSON.stringify(action)},`).join('\n');
  return [
    `it(${JSON.stringify(`never: ${message}`)}, async () => {`,
    `  const violation = await replay(${definitionName}, facts, ${JSON.stringify(input)}, [`,
    list,
    '  ]);',
    '  expect(violation).toBeUndefined();',
    '});',
  ].join('\n');
}

function sentence(action: Action): string {
  switch (action.do) {
    case 'start':
      return 'The execution starts';
    case 'command':
      return `${action.state} reaches its participant and ${action.outcome}${action.keep ? '; the command comes again later' : ''}`;
    case 'reply':
      return `The ${action.ok ? 'success' : 'failure'} of ${action.state} reaches the engine${action.keep ? '; the reply comes again later' : ''}`;
    case 'timeout':
      return 'A timeout fires while the answer is under way';
    case 'wake':
      return 'A wait or a backoff ends';
    case 'crash':
      return 'The engine crashes, rebuilds itself and sends unanswered commands again';
    case 'cancel':
      return 'The execution is cancelled';
  }
}
