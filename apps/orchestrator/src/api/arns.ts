import { parseArn, type ParsedArn } from '../arn.js';
import { invalidArn, invalidArnType } from './errors.js';

/** A state machine's ARN: the machine itself, one of its versions, or an alias. */
export interface MachineReference {
  readonly arn: string;
  readonly name: string;
  readonly version?: number;
  readonly alias?: string;
}

export function machineReference(arn: string): MachineReference {
  const parsed = ofType(arn, 'stateMachine');
  if (parsed.parts.length > 2) throw invalidArn(arn);
  const [name, qualifier] = parsed.parts as [string, string?];
  if (qualifier === undefined) return { arn, name };
  return /^\d+$/.test(qualifier) ? { arn, name, version: Number(qualifier) } : { arn, name, alias: qualifier };
}

/** `execution:<machine>:<name>`, or with `<machine>/<label>` the child of a Map Run. */
export function executionReference(arn: string): {
  readonly machine: string;
  readonly label?: string;
  readonly name: string;
  readonly express: boolean;
} {
  const parsed = ofType(arn, 'execution', 'express');
  const [machine = '', name] = parsed.parts;
  if (name === undefined) throw invalidArn(arn);
  const [machineName, label] = machine.split('/') as [string, string?];
  return { machine: machineName, ...(label === undefined ? {} : { label }), name, express: parsed.type === 'express' };
}

export function activityName(arn: string): string {
  const parsed = ofType(arn, 'activity');
  const [name] = parsed.parts;
  if (parsed.parts.length !== 1 || name === undefined) throw invalidArn(arn);
  return name;
}

/** `mapRun:<machine>/<label>:<uuid>`. */
export function mapRunId(arn: string): string {
  const id = ofType(arn, 'mapRun').parts[1];
  if (id === undefined) throw invalidArn(arn);
  return id;
}

/** @throws SfnError InvalidArn for what is no ARN, and for one of another kind of thing */
function ofType(arn: string, ...types: readonly string[]): ParsedArn {
  const parsed = parseArn(arn);
  if (parsed === undefined) throw invalidArn(arn);
  if (!types.includes(parsed.type)) throw invalidArnType(parsed.type);
  return parsed;
}

export function checkRoleArn(arn: string): void {
  if (!/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(arn)) throw invalidArn(arn);
}

/** Names: 1 to 80 characters without blanks, brackets, wildcards, special and control characters ("Names", developer guide). */
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/; // eslint-disable-line no-control-regex
export const isValidName = (name: string): boolean => !FORBIDDEN.test(name);
