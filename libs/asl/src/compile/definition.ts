import type { Json, JsonObject } from '../model.js';
import type { CompiledChoiceRule, CompiledJsonataTemplate, CompiledPath, CompiledTemplate } from '../expressions/index.js';
import type { TaskFamily } from '../model.js';

/** A definition, compiled once: every expression is parsed. Immutable, shared by all executions of the version. */
export interface Machine {
  readonly definition: JsonObject;
  readonly flow: Flow;
  /** Every state of the definition, nested ones included; the first of a name. */
  readonly byName: ReadonlyMap<string, State>;
  readonly timeoutSeconds?: number;
  /** Some Task has `Compensate`, or the machine has `Compensation`. */
  readonly compensates: boolean;
  readonly begin?: string;
  readonly end?: string;
}

export interface Flow {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

export type State = TaskState | PassState | ChoiceState | WaitState | SucceedState | FailState | ParallelState | MapState;

export interface StateBase {
  readonly name: string;
  readonly definition: JsonObject;
  readonly jsonata: boolean;
  /** Absent: the thread ends after this state. */
  readonly next?: string;
  /** `null`: `{}`; absent: `$`. */
  readonly inputPath?: CompiledPath | null;
  readonly outputPath?: CompiledPath | null;
  readonly resultPath?: string | null;
  readonly parameters?: CompiledTemplate;
  readonly resultSelector?: CompiledTemplate;
  readonly arguments?: CompiledJsonataTemplate;
  readonly output?: CompiledJsonataTemplate;
  readonly assign?: Assignments;
  readonly retriers?: readonly Retrier[];
  readonly catchers?: readonly Catcher[];
}

/** `Assign`, in either query language. */
export type Assignments = CompiledTemplate | CompiledJsonataTemplate;

export interface Retrier {
  readonly errors: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds?: number;
  readonly fullJitter: boolean;
}

export interface Catcher {
  readonly errors: readonly string[];
  readonly next: string;
  readonly resultPath?: string | null;
  readonly output?: CompiledJsonataTemplate;
  readonly assign?: Assignments;
}

/** A number in a definition: constant, from a path, or from an expression. */
export type NumberField =
  | { readonly constant: number }
  | { readonly path: CompiledPath; readonly field: string }
  | { readonly template: CompiledJsonataTemplate; readonly field: string; readonly text: string };

export interface TaskState extends StateBase {
  readonly type: 'Task';
  readonly resource: string;
  readonly family: TaskFamily;
  /** `sqs` of `arn:aws:states:::sqs:sendMessage`; for the other families `activity` and `lambda`. */
  readonly resourceType: string;
  readonly action: string;
  readonly waitsForToken: boolean;
  readonly timeout?: NumberField;
  readonly heartbeat?: NumberField;
  readonly credentials?: CompiledTemplate | CompiledJsonataTemplate;
  readonly compensate?: string;
  readonly compensateAfter?: readonly string[];
  readonly pivot: boolean;
}

export interface PassState extends StateBase {
  readonly type: 'Pass';
  readonly result?: Json;
}

export interface ChoiceRule {
  readonly condition: CompiledChoiceRule;
  readonly next: string;
  readonly output?: CompiledJsonataTemplate;
  readonly assign?: Assignments;
}

export interface ChoiceState extends StateBase {
  readonly type: 'Choice';
  readonly choices: readonly ChoiceRule[];
  readonly default?: string;
}

export interface WaitState extends StateBase {
  readonly type: 'Wait';
  readonly seconds?: NumberField;
  readonly timestamp?: { constant: string } | { path: CompiledPath } | { template: CompiledJsonataTemplate; text: string };
}

export interface SucceedState extends StateBase {
  readonly type: 'Succeed';
}

export type TextField =
  { readonly constant: string } | { readonly expression: CompiledTemplate | CompiledJsonataTemplate; readonly field: string };

export interface FailState extends StateBase {
  readonly type: 'Fail';
  readonly error?: TextField;
  readonly cause?: TextField;
}

export interface ParallelState extends StateBase {
  readonly type: 'Parallel';
  readonly branches: readonly Flow[];
}

/** Where items come from or results go. */
export interface SourceField {
  readonly resource?: string;
  readonly config?: CompiledTemplate | CompiledJsonataTemplate;
  readonly maxItems?: NumberField;
  readonly arguments?: CompiledTemplate | CompiledJsonataTemplate;
}

export interface MapState extends StateBase {
  readonly type: 'Map';
  readonly processor: Flow;
  readonly distributed: boolean;
  readonly executionType: 'STANDARD' | 'EXPRESS';
  readonly itemsPath?: CompiledPath;
  readonly items?: CompiledJsonataTemplate;
  readonly itemsText?: string;
  readonly itemSelector?: CompiledTemplate | CompiledJsonataTemplate;
  readonly maxConcurrency?: NumberField;
  readonly toleratedFailureCount?: NumberField;
  readonly toleratedFailurePercentage?: NumberField;
  readonly itemBatcher?: {
    readonly maxItems?: NumberField;
    readonly maxBytes?: NumberField;
    readonly input?: CompiledTemplate | CompiledJsonataTemplate;
  };
  readonly itemReader?: SourceField & { readonly resource: string };
  readonly resultWriter?: SourceField;
  readonly label?: string;
}
