import type { Json } from '../../model.js';
import type { CompiledPath } from '../path/compile-path.js';

/** `States.Format('Hello {}', $.name)`, parsed. */
export interface IntrinsicCall {
  kind: 'call';
  name: IntrinsicName;
  args: Argument[];
  /** The call's own text, which error causes show. */
  text: string;
}

export type Argument =
  | IntrinsicCall
  | { kind: 'path'; path: CompiledPath }
  /** `raw` keeps the escapes of a string: States.Format tells `{}` from `\{\}` by it. */
  | { kind: 'literal'; value: Json; raw?: string };

/** Every intrinsic function of the developer guide with the numbers of arguments it takes. */
export const INTRINSICS = {
  Format: [1, Infinity],
  StringToJson: [1, 1],
  JsonToString: [1, 1],
  Array: [0, Infinity],
  ArrayPartition: [2, 2],
  ArrayContains: [2, 2],
  ArrayRange: [3, 3],
  ArrayGetItem: [2, 2],
  ArrayLength: [1, 1],
  ArrayUnique: [1, 1],
  Base64Encode: [1, 1],
  Base64Decode: [1, 1],
  Hash: [2, 2],
  JsonMerge: [3, 3],
  MathRandom: [2, 3],
  MathAdd: [2, 2],
  StringSplit: [2, 2],
  UUID: [0, 0],
} as const satisfies Record<string, readonly [number, number]>;

export type IntrinsicName = keyof typeof INTRINSICS;
