import type { Action } from './requests.js';

/** Roles of access keys; each may do what the ones before it may. */
export const ACCESS_ROLES = ['viewer', 'operator', 'admin'] as const;
export type AccessRole = (typeof ACCESS_ROLES)[number];

const VIEWER = /^(Describe|List|Get(?!ActivityTask)|Validate)/;
const OPERATOR: ReadonlySet<Action> = new Set<Action>([
  'StartExecution',
  'StartSyncExecution',
  'StopExecution',
  'RedriveExecution',
  'GetActivityTask',
  'SendTaskSuccess',
  'SendTaskFailure',
  'SendTaskHeartbeat',
  'UpdateMapRun',
  'TestState',
]);

/** Who may look may look only; who operates moves executions; definitions, activities and tags are the administrator's. */
export function mayCall(role: AccessRole, action: Action): boolean {
  const needed: AccessRole = VIEWER.test(action) ? 'viewer' : OPERATOR.has(action) ? 'operator' : 'admin';
  return ACCESS_ROLES.indexOf(role) >= ACCESS_ROLES.indexOf(needed);
}

/** Actions that leave a trace in the audit table: what a person does to a definition or to somebody's execution. */
export const AUDITED: ReadonlySet<Action> = new Set<Action>([
  'CreateStateMachine',
  'UpdateStateMachine',
  'DeleteStateMachine',
  'PublishStateMachineVersion',
  'DeleteStateMachineVersion',
  'CreateStateMachineAlias',
  'UpdateStateMachineAlias',
  'DeleteStateMachineAlias',
  'StopExecution',
  'RedriveExecution',
  'UpdateMapRun',
  'CreateActivity',
  'DeleteActivity',
  'TagResource',
  'UntagResource',
]);
