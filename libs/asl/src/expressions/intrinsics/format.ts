import type { Json } from '../../model.js';
import { IntrinsicFault } from './functions.js';

/** States.Format: each `{}` takes the next value. `\{`, `\}`, `\'` and `\\` stand for themselves. `template` still has its escapes. */
export function format(template: string, values: readonly Json[]): string {
  let text = '';
  let next = 0;
  for (let at = 0; at < template.length; at++) {
    const character = template.charAt(at);
    if (character === '\\' && at + 1 < template.length) text += template.charAt(++at);
    else if (character === '{' && template.charAt(at + 1) === '}') {
      if (next >= values.length) throw new IntrinsicFault('There are more placeholders than arguments');
      text += asText(values[next++] as Json);
      at++;
    } else if (character === '{' || character === '}')
      throw new IntrinsicFault('A brace that is not a placeholder must be escaped');
    else text += character;
  }
  if (next < values.length) throw new IntrinsicFault('There are more arguments than placeholders');
  return text;
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
