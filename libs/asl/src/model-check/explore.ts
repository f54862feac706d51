import { compile } from '../compile/compile.js';
import type { Json, JsonObject } from '../model.js';
import { actionsOf, perform, type Setting } from './actions.js';
import { violated, type Violated } from './properties.js';
import { stepsOf, type StepFacts } from './steps.js';
import { firstWorld, keyOf, type Action, type World } from './world.js';

export interface CheckOptions extends StepFacts {
  /** Inputs to start with: one for each way through the Choice states. */
  inputs?: readonly Json[];
  /** The bound: crashes, duplicates, timeouts, refusals, failing compensations and cancels together. Delays and reordering are free. */
  faults?: number;
  /** Worlds after which the search is given up. */
  maxWorlds?: number;
}

export interface CounterExample extends Violated {
  input: Json;
  /** From the start to the violation; the shortest there is. */
  actions: Action[];
}

export interface CheckResult {
  /** All worlds within the bound were seen, and none violates a property. */
  ok: boolean;
  worlds: number;
  /** False when `maxWorlds` ended the search. */
  exhausted: boolean;
  bound: { faults: number; inputs: number };
  violation?: CounterExample;
}

const DEFAULT_FAULTS = 2;
const DEFAULT_MAX_WORLDS = 200_000;

interface Seen {
  world: World;
  from?: Seen;
  action?: Action;
}

/**
 * Explores every interleaving of deliveries, timers and faults of a saga within the bound, breadth first, with the real `decide` and
 * `evolve`, against participants that keep the protocol of the design. Properties: all steps land or all are undone, exactly one end,
 * never stuck, and the history rebuilds the snapshot.
 */
export async function checkModel(definition: JsonObject, options: CheckOptions = {}): Promise<CheckResult> {
  const { inputs = [{}], faults = DEFAULT_FAULTS, maxWorlds = DEFAULT_MAX_WORLDS } = options;
  const bound = { faults, inputs: inputs.length };
  let worlds = 0;
  for (const input of inputs) {
    const found = await search(settingOf(definition, options, input), faults, maxWorlds - worlds);
    worlds += found.worlds;
    if (found.violation) return { ok: false, worlds, exhausted: true, bound, violation: { ...found.violation, input } };
    if (!found.exhausted) return { ok: false, worlds, exhausted: false, bound };
  }
  return { ok: true, worlds, exhausted: true, bound };
}

export function settingOf(definition: JsonObject, facts: StepFacts, input: Json): Setting {
  return { machine: compile(definition), steps: stepsOf(definition, facts), input };
}

interface Search {
  worlds: number;
  exhausted: boolean;
  violation?: Omit<CounterExample, 'input'>;
}

async function search(setting: Setting, faults: number, maxWorlds: number): Promise<Search> {
  const seen = new Set<string>();
  let frontier: Seen[] = [{ world: firstWorld(faults) }];
  while (frontier.length > 0) {
    const next: Seen[] = [];
    for (const node of frontier) {
      const actions = actionsOf(node.world, setting);
      const violation = violated(
        node.world,
        setting.steps,
        actions.length > 0,
        node.action?.do === 'crash' ? node.from?.world : undefined,
      );
      if (violation) return { worlds: seen.size, exhausted: true, violation: { ...violation, actions: pathTo(node) } };
      for (const action of actions) {
        const world = await perform(node.world, action, setting);
        const key = keyOf(world);
        if (seen.has(key)) continue;
        if (seen.size >= maxWorlds) return { worlds: seen.size, exhausted: false };
        seen.add(key);
        next.push({ world, from: node, action });
      }
    }
    frontier = next;
  }
  return { worlds: seen.size, exhausted: true };
}

function pathTo(node: Seen): Action[] {
  const actions: Action[] = [];
  for (let at: Seen | undefined = node; at?.action; at = at.from) actions.unshift(at.action);
  return actions;
}
