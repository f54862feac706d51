/** An error as the Step Functions API tells it: HTTP 400, `{"__type": name, "message": ..., ...members}`. */
export class SfnError extends Error {
  constructor(
    override readonly name: string,
    message: string,
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

const quoted = (name: string, words: string) => (what: string) => new SfnError(name, `${words}: '${what}'`);

/** Names and wordings as the service has them. */
export const invalidArn = (arn: string): SfnError => new SfnError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
export const invalidArnType = (type: string): SfnError =>
  new SfnError('InvalidArn', `Invalid Arn: 'Resource type not valid in this context: ${type}'`);
export const invalidName = quoted('InvalidName', 'Invalid Name');
export const invalidToken = quoted('InvalidToken', 'Invalid Token');
export const invalidOutput = quoted('InvalidOutput', 'Invalid Output');
export const invalidExecutionInput = quoted('InvalidExecutionInput', 'Invalid State Machine Execution Input');
export const machineDoesNotExist = quoted('StateMachineDoesNotExist', 'State Machine Does Not Exist');
export const machineAlreadyExists = quoted('StateMachineAlreadyExists', 'State Machine Already Exists');
export const machineDeleting = quoted('StateMachineDeleting', 'State Machine is being deleted');
export const executionDoesNotExist = quoted('ExecutionDoesNotExist', 'Execution Does Not Exist');
export const executionAlreadyExists = quoted('ExecutionAlreadyExists', 'Execution Already Exists');
export const activityDoesNotExist = quoted('ActivityDoesNotExist', 'Activity Does Not Exist');
export const resourceNotFound = (arn: string): SfnError =>
  new SfnError('ResourceNotFound', `Resource not found: '${arn}'`, { resourceName: arn });
export const aliasNotFound = (arn: string): SfnError =>
  new SfnError('ResourceNotFound', 'Request references a resource that does not exist.', { resourceName: arn });
export const taskDoesNotExist = (): SfnError =>
  new SfnError('TaskDoesNotExist', "Task does not exist: 'The task token is not known'");
export const taskTimedOut = (): SfnError =>
  new SfnError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
export const invalidDefinition = (diagnostics: string): SfnError =>
  new SfnError('InvalidDefinition', `Invalid State Machine Definition: '${diagnostics}'`);
export const invalidLogging = (what: string): SfnError =>
  new SfnError('InvalidLoggingConfiguration', `Invalid Logging Configuration: ${what}`);
export const conflict = (message: string): SfnError => new SfnError('ConflictException', message);
export const limitExceeded = (
  name: 'ActivityLimitExceeded' | 'StateMachineLimitExceeded' | 'ExecutionLimitExceeded' | 'ActivityWorkerLimitExceeded',
  message: string,
): SfnError => new SfnError(name, message);
export const validation = (message: string, reason?: string): SfnError =>
  new SfnError('ValidationException', message, reason === undefined ? {} : { reason });
