/** Names of things as the Step Functions API gives them. Region and account are the installation's; those of a given ARN are not compared. */
export interface ArnScope {
  readonly region: string;
  readonly account: string;
}

export const machineArn = (scope: ArnScope, name: string, qualifier?: string | number): string =>
  `arn:aws:states:${scope.region}:${scope.account}:stateMachine:${name}${qualifier === undefined ? '' : `:${qualifier}`}`;
export const executionArn = (scope: ArnScope, machine: string, name: string): string =>
  `arn:aws:states:${scope.region}:${scope.account}:execution:${machine}:${name}`;
export const expressArn = (scope: ArnScope, machine: string, name: string, id: string): string =>
  `arn:aws:states:${scope.region}:${scope.account}:express:${machine}:${name}:${id}`;
export const activityArn = (scope: ArnScope, name: string): string =>
  `arn:aws:states:${scope.region}:${scope.account}:activity:${name}`;
export const mapRunArn = (scope: ArnScope, machine: string, label: string, id: string): string =>
  `arn:aws:states:${scope.region}:${scope.account}:mapRun:${machine}/${label}:${id}`;

export interface ParsedArn {
  readonly region: string;
  readonly account: string;
  readonly type: string;
  /** What follows the type, split at colons. */
  readonly parts: readonly string[];
}

/** `arn:<partition>:states:<region>:<account>:<type>:<part>...`; undefined for everything else. */
export function parseArn(arn: string): ParsedArn | undefined {
  const [prefix, partition, service, region, account, type, ...parts] = arn.split(':');
  if (prefix !== 'arn' || !partition?.startsWith('aws') || service !== 'states') return undefined;
  if (region === undefined || account === undefined || type === undefined || parts.length === 0 || parts[0] === '')
    return undefined;
  return { region, account, type, parts };
}
