import type { Json } from '../model.js';
import type { Place } from './scope.js';

const PATTERNS = ['', 'sync', 'sync:2', 'waitForTaskToken'];
const INTEGRATION = /^arn:aws[\w-]*:states:[\w-]*:\d*:([a-zA-Z0-9-]+:.+?|[a-zA-Z0-9]+:[a-zA-Z0-9]+)(?:\.(.*))?$/;

/** Resource of a Task: a URI, by the specification; an ARN of an activity, a function or a service integration, on AWS. */
export function checkResource(value: Json, { report, location, express }: Place): void {
  if (typeof value !== 'string') return report.schema('Expected value of type String', location);
  if (!/^[^\s:]+:\S+$/.test(value) && !value.includes('@@')) return report.schema('Value is not a valid resource ARN', location);
  const integration = INTEGRATION.exec(value);
  const isActivity = /^arn:aws[\w-]*:states:[^:]+:[^:]+:activity:/.test(value);
  const pattern = isActivity ? '' : (integration?.[2] ?? '');
  if (integration && !isActivity && !PATTERNS.includes(pattern)) {
    const reason = 'is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.';
    return report.schema(`The resource provided ${value} ${reason}`, location);
  }
  if (!express) return;
  // The blank before `at` in the service's sentence for .waitForTaskToken is recorded.
  if (pattern === 'waitForTaskToken')
    report.schema("Express state machine does not support '.waitForTaskToken' service integration ", location);
  else if (pattern.startsWith('sync'))
    report.schema("Express state machine does not support '.sync' service integration", location);
  else if (isActivity) report.schema('Express state machine does not support activities', location);
}
