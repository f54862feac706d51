import type { Json } from '../../model.js';
import type { Env } from '../env.js';
import { isObject, ownValue } from '../shared/own.js';
import type { PathAst } from './ast.js';
import { rootValue } from './evaluate-path.js';

/** Why a definite path found nothing, in Jayway's words, which AWS shows. */
export function explainMissing(path: PathAst, env: Env): string {
  let value = rootValue(path.root, env);
  if (value === undefined) return `Variable '$${path.root.kind === 'variable' ? path.root.name : ''}' is not defined`;
  let walked = '$';
  const whole = `$${path.steps.map(stepText).join('')}`;
  for (const [at, step] of path.steps.entries()) {
    const here = walked + stepText(step);
    const isLeaf = at === path.steps.length - 1;
    if (step.kind === 'name') {
      if (!isObject(value)) {
        return (
          `Expected to find an object with property ['${step.name}'] in path ${walked} but found '${javaType(value)}'. ` +
          "This is not a json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonProvider'."
        );
      }
      const next = ownValue(value, step.name);
      if (next === undefined) return isLeaf ? `No results for path: ${whole}` : `Missing property in path ${here}`;
      value = next;
    } else if (step.kind === 'index') {
      if (!Array.isArray(value)) {
        return `Filter: [${step.index}] can only be applied to arrays. Current context is: ${JSON.stringify(value)}`;
      }
      const next: Json | undefined = value.at(step.index);
      if (next === undefined) break;
      value = next;
    } else break;
    walked = here;
  }
  return `No results for path: ${whole}`;
}

function stepText(step: PathAst['steps'][number]): string {
  if (step.kind === 'name') return `['${step.name}']`;
  if (step.kind === 'index') return `[${step.index}]`;
  if (step.kind === 'names') return `[${step.names.map((name) => `'${name}'`).join(', ')}]`;
  return step.kind === 'function' ? `.${step.name}()` : '';
}

function javaType(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'java.util.ArrayList';
  if (typeof value === 'string') return 'java.lang.String';
  if (typeof value === 'boolean') return 'java.lang.Boolean';
  return Number.isInteger(value) ? 'java.lang.Integer' : 'java.lang.Double';
}
