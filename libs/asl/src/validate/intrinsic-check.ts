import type { Argument, IntrinsicCall, IntrinsicName } from '../expressions/intrinsics/ast.js';
import { isHashAlgorithm } from '../expressions/shared/hash.js';
import type { Place } from './scope.js';

type Wanted = 'string' | 'number' | 'array' | 'object' | 'any' | 'algorithm' | 'false';

/** What each argument must be, as far as a literal shows it. The last entry holds for all that follow. */
const ARGUMENTS: Readonly<Record<IntrinsicName, readonly Wanted[]>> = {
  Format: ['string', 'any'],
  StringToJson: ['string'],
  JsonToString: ['any'],
  Array: ['any'],
  ArrayPartition: ['array', 'number'],
  ArrayContains: ['array', 'any'],
  ArrayRange: ['number'],
  ArrayGetItem: ['array', 'number'],
  ArrayLength: ['array'],
  ArrayUnique: ['array'],
  Base64Encode: ['string'],
  Base64Decode: ['string'],
  Hash: ['any', 'algorithm'],
  JsonMerge: ['object', 'object', 'false'],
  MathRandom: ['number'],
  MathAdd: ['number'],
  StringSplit: ['string'],
  UUID: [],
};

/** Literals of the wrong type, in the call and in those inside it. */
export function checkIntrinsic(call: IntrinsicCall, place: Place): void {
  const wanted = ARGUMENTS[call.name];
  call.args.forEach((argument, at) => {
    if (argument.kind === 'call') checkIntrinsic(argument, place);
    const type = wanted[Math.min(at, wanted.length - 1)] ?? 'any';
    if (!fits(argument, type)) {
      place.report.schema(
        `Argument ${at + 1} of the intrinsic function States.${call.name} is not valid: expected ${type}`,
        place.location,
      );
    }
  });
}

function fits(argument: Argument, wanted: Wanted): boolean {
  if (argument.kind !== 'literal' || wanted === 'any') return true;
  const { value } = argument;
  switch (wanted) {
    case 'string':
    case 'number':
      return typeof value === wanted;
    case 'algorithm':
      return isHashAlgorithm(value);
    case 'false':
      return value === false;
    case 'array':
    case 'object':
      return false;
  }
}
