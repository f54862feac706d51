import type { Json } from '../../model.js';
import { AslError } from '../asl-error.js';
import type { Env } from '../env.js';
import type { Argument, IntrinsicCall } from './ast.js';
import { format } from './format.js';
import { FUNCTIONS, IntrinsicFault } from './functions.js';

/**
 * Evaluates a call, innermost first.
 * @throws AslError States.IntrinsicFailure "The function 'States.X(...)' had the following error: ...", States.Runtime for a missing path
 */
export function evaluateIntrinsic(call: IntrinsicCall, env: Env): Json {
  const args = call.args.map((argument) => evaluateArgument(call, argument, env));
  try {
    if (call.name !== 'Format') return FUNCTIONS[call.name](args, env);
    const [template, ...values] = args;
    const first = call.args[0] as Argument;
    if (typeof template !== 'string') throw new IntrinsicFault('Argument 1 must be a string');
    return format(first.kind === 'literal' ? (first.raw ?? '') : template, values);
  } catch (error) {
    if (!(error instanceof IntrinsicFault)) throw error;
    throw new AslError('States.IntrinsicFailure', `The function '${call.text}' had the following error: ${error.message}`);
  }
}

function evaluateArgument(call: IntrinsicCall, argument: Argument, env: Env): Json {
  switch (argument.kind) {
    case 'literal':
      return argument.value;
    case 'call':
      return evaluateIntrinsic(argument, env);
    case 'path': {
      const value = argument.path.get(env);
      if (value !== undefined) return value;
      const input = JSON.stringify(argument.path.ast.root.kind === 'context' ? env.context : env.input);
      throw new AslError(
        'States.Runtime',
        `The function '${call.text}' had the following error: ` +
          `The JsonPath argument for the field '${argument.path.text}' could not be found in the input '${input}'`,
      );
    }
  }
}
