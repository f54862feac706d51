import type { Json } from '@counterpoint/asl';
import type { CalledTask } from '../dispatcher.js';
import type { TaskResource } from '../resource.js';
import { members, type CallResult, type TaskCaller } from './task-calls.js';

/** Longest run of a function (Lambda's own limit), in milliseconds, and its largest answer in bytes. */
const TIMEOUT_MS = 900_000;
const MAX_ANSWER_BYTES = 6_291_456;
const ACTIVITY = 'activity:';

/**
 * Lambda functions by configuration: a function's ARN or name stands for an HTTP endpoint, which gets the payload as its body, or
 * for an activity. An answer with a status of 400 and above, or with `errorMessage`, is the function's error, as Lambda's runtimes tell it.
 */
export class FunctionCaller implements TaskCaller {
  constructor(private readonly functions: Readonly<Record<string, string>>) {}

  /** The activity that a function stands for. */
  activityOf(arn: string): string | undefined {
    const target = this.targetOf(arn);
    return target?.startsWith(ACTIVITY) ? target.slice(ACTIVITY.length) : undefined;
  }

  takes(resource: TaskResource): boolean {
    return resource.service === 'function' || (resource.service === 'integration' && resource.api === 'lambda:invoke');
  }

  async call({ task }: CalledTask, resource: TaskResource): Promise<CallResult> {
    const isDirect = resource.service === 'function';
    const { FunctionName, Payload = {} } = members(task.parameters);
    const name = isDirect ? resource.arn : typeof FunctionName === 'string' ? FunctionName : '';
    const url = this.targetOf(name);
    if (url === undefined || url.startsWith(ACTIVITY)) {
      return {
        kind: 'failed',
        error: 'Lambda.ResourceNotFoundException',
        cause: `Function not found: ${name}. Map it in FUNCTION_MAP.`,
      };
    }
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(isDirect ? task.parameters : Payload),
      redirect: 'error',
      signal: AbortSignal.timeout(Math.min(TIMEOUT_MS, (task.timeoutSeconds ?? TIMEOUT_MS) * 1_000)),
    }); // prettier-ignore
    const text = await response.text();
    if (Buffer.byteLength(text) > MAX_ANSWER_BYTES)
      return { kind: 'failed', error: 'Lambda.Unknown', cause: `The answer is larger than ${MAX_ANSWER_BYTES} bytes` };
    const answer = text === '' ? null : (JSON.parse(text) as Json);
    const { errorMessage, errorType } = members(answer);
    if (!response.ok || errorMessage !== undefined) {
      return { kind: 'failed', error: typeof errorType === 'string' ? errorType : 'Lambda.Unknown', cause: text };
    }
    return { kind: 'succeeded', output: isDirect ? answer : { ExecutedVersion: '$LATEST', Payload: answer, StatusCode: 200 } };
  }

  /** By full ARN, by ARN without qualifier, or by name. */
  private targetOf(function_: string): string | undefined {
    const [, , , , , , name, qualifier] = function_.split(':');
    const unqualified = qualifier === undefined ? function_ : function_.slice(0, -qualifier.length - 1);
    return this.functions[function_] ?? this.functions[unqualified] ?? (name === undefined ? undefined : this.functions[name]);
  }
}
