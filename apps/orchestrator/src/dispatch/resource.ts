/** How a task hands over: `request` goes on with the answer of the call, the others wait for something that comes later. */
export type IntegrationPattern = 'request' | 'sync' | 'sync:2' | 'waitForTaskToken';

/** The resource of a Task, read. */
export type TaskResource =
  | { readonly service: 'activity'; readonly name: string }
  | { readonly service: 'function'; readonly arn: string }
  | { readonly service: 'integration'; readonly api: string; readonly pattern: IntegrationPattern }
  | { readonly service: 'unknown' };

const ACTIVITY = /^arn:aws[\w-]*:states:[^:]*:[^:]*:activity:([^:]+)$/;
const FUNCTION = /^arn:aws[\w-]*:lambda:/;
const INTEGRATION = /^arn:aws[\w-]*:states:[^:]*:[^:]*:((?:aws-sdk:)?[\w-]+:\w+)(?:\.(sync:2|sync|waitForTaskToken))?$/;
const read = new Map<string, TaskResource>();
/** Resources are few, but come from definitions: the cache ends somewhere. */
const MAX_CACHED = 10_000;

export function parseResource(resource: string): TaskResource {
  let parsed = read.get(resource);
  if (parsed === undefined) {
    parsed = parse(resource);
    if (read.size >= MAX_CACHED) read.clear();
    read.set(resource, parsed);
  }
  return parsed;
}

function parse(resource: string): TaskResource {
  const activity = ACTIVITY.exec(resource);
  if (activity) return { service: 'activity', name: activity[1] as string };
  if (FUNCTION.test(resource)) return { service: 'function', arn: resource };
  const integration = INTEGRATION.exec(resource);
  if (!integration) return { service: 'unknown' };
  return {
    service: 'integration',
    api: integration[1] as string,
    pattern: (integration[2] as IntegrationPattern | undefined) ?? 'request',
  };
}
