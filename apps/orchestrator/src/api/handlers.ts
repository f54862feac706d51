import type { RequestOf } from './constraints.js';
import type { Action, REQUESTS } from './requests.js';
import type { AccessKey } from './signature.js';

export type ActionRequest<A extends Action> = RequestOf<(typeof REQUESTS)[A]>;
/** Who calls. `aborted` ends a long poll whose client has gone. */
export interface Caller {
  readonly key: AccessKey;
  readonly aborted: AbortSignal;
  /** Whether the answer has left for the caller; false when the connection was gone first. */
  readonly delivered: Promise<boolean>;
}
/** What an action answers: members with undefined are left out, dates are sent as epoch seconds. */
export type ActionAnswer = Readonly<Record<string, unknown>>;
export type Handlers = { readonly [A in Action]: (request: ActionRequest<A>, caller: Caller) => Promise<ActionAnswer> };
/** The actions of one area. */
export type SomeHandlers<A extends Action> = Pick<Handlers, A>;
