import type { Json } from '../../model.js';
import { AslError } from '../asl-error.js';
import { isObject, ownValue, setOwn, type JsonObject } from '../shared/own.js';
import { SyntaxFault } from '../shared/scanner.js';
import type { PathAst } from './ast.js';
import { parsePath } from './parse-path.js';

type ReferenceStep = string | number;

/** A path that names one node and may be written to (specification, "Reference Paths"). */
export interface CompiledReferencePath {
  readonly text: string;
  /**
   * `target` with `value` at the path; missing objects on the way are made, the rest is shared with `target`, which is not changed.
   * @throws AslError States.ResultPathMatchFailure when something on the way is neither an object nor a present array element
   */
  apply(target: Json, value: Json): Json;
}

/** @throws AslError States.Runtime when the text is not a Reference Path on the state input */
export function compileReferencePath(text: string): CompiledReferencePath {
  const steps = referenceSteps(text);
  return { text, apply: (target, value) => write(steps, 0, target, value, () => mismatch(text, target)) };
}

/** ResultPath: see {@link CompiledReferencePath.apply}. Compile the path instead where it is used more than once. */
export function applyReferencePath(path: string, target: Json, value: Json): Json {
  return compileReferencePath(path).apply(target, value);
}

/** Whether a path is a Reference Path: only names and non-negative indexes. */
export function isReferencePath(path: PathAst): boolean {
  return path.steps.every((step) => step.kind === 'name' || (step.kind === 'index' && step.index >= 0));
}

function referenceSteps(text: string): ReferenceStep[] {
  let path: PathAst;
  try {
    path = parsePath(text);
  } catch (fault) {
    if (fault instanceof SyntaxFault) throw new AslError('States.Runtime', `Invalid path '${text}' : ${fault.message}`);
    throw fault;
  }
  if (!isReferencePath(path) || path.root.kind !== 'input') {
    throw new AslError('States.Runtime', `Invalid path '${text}' : Value is not a Reference Path`);
  }
  return path.steps.map((step) => (step.kind === 'index' ? step.index : (step as { name: string }).name));
}

function write(steps: readonly ReferenceStep[], at: number, target: Json | undefined, value: Json, fail: () => never): Json {
  const step = steps[at];
  if (step === undefined) return value;
  if (typeof step === 'number') {
    if (!Array.isArray(target) || step >= target.length) return fail();
    const copy = [...target];
    copy[step] = write(steps, at + 1, target[step], value, fail);
    return copy;
  }
  if (target !== undefined && !isObject(target)) return fail();
  const copy: JsonObject = target === undefined ? {} : { ...target };
  setOwn(copy, step, write(steps, at + 1, target === undefined ? undefined : ownValue(target, step), value, fail));
  return copy;
}

function mismatch(text: string, target: Json): never {
  throw new AslError('States.ResultPathMatchFailure', `Unable to apply ReferencePath ${text} to input ${JSON.stringify(target)}`);
}
