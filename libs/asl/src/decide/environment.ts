import type { Env } from '../expressions/index.js';
import { isUndoing, variablesInScope } from '../core/flow.js';
import type { Json, JsonObject, Thread, Variables } from '../model.js';
import type { Run } from './run.js';

/** Where an item of a Map Run comes from (`$$.Map.Item.Source`, `Key`); iterations of an inline Map do not show it [recorded]. */
export interface ItemOrigin {
  readonly source?: string;
  readonly key?: string;
}

interface CurrentItem extends ItemOrigin {
  readonly index: number;
  readonly value: Json;
}

/** What an expression of a thread's state sees. Context object and variables are made only when something reads them. */
export class Environment implements Env {
  readonly now: number;
  readonly states?: { readonly result?: Json; readonly errorOutput?: Json };
  private madeContext: Json | undefined;
  private madeVariables: Variables | undefined;

  constructor(
    private readonly run: Run,
    private readonly threadId: number,
    readonly input: Json,
    states?: { result?: Json; errorOutput?: Json },
    private readonly item?: CurrentItem,
  ) {
    this.now = run.context.now;
    if (states) this.states = states;
  }

  get context(): Json {
    return (this.madeContext ??= contextObject(this.run, this.threadId, this.item));
  }

  get variables(): Variables {
    return (this.madeVariables ??= variablesInScope(this.run.snapshot, this.run.thread(this.threadId)));
  }

  random(): number {
    return this.run.random().number();
  }

  uuid(): string {
    return this.run.random().uuid();
  }
}

/** The context object `$$` (developer guide, "Accessing execution data from the Context object"). */
function contextObject(run: Run, threadId: number, item: CurrentItem | undefined): JsonObject {
  const { context, snapshot } = run;
  const thread = run.thread(threadId);
  const object: JsonObject = {
    Execution: {
      Id: context.executionArn,
      Input: snapshot.input,
      StartTime: iso(snapshot.startedAt),
      Name: context.executionName,
      RoleArn: context.roleArn,
      RedriveCount: snapshot.redriveCount,
      ...(snapshot.redrivenAt === undefined ? {} : { RedriveTime: iso(snapshot.redrivenAt) }),
    },
    StateMachine: { Id: context.stateMachineArn, Name: context.stateMachineName },
  };
  if (thread.state) {
    object['State'] = { Name: thread.state.name, EnteredTime: iso(thread.state.enteredAt), RetryCount: thread.state.retryCount };
    const state = run.state(threadId);
    if (state.type === 'Task' && state.waitsForToken) {
      object['Task'] = { Token: context.taskTokenFor(thread.state.task?.taskId ?? run.nextEventId) };
    }
  }
  const current = item ?? enclosingItem(run, thread);
  if (current) object['Map'] = { Item: itemObject(current) };
  const { compensation } = snapshot;
  if (compensation && isUndoing(thread)) object['Compensation'] = compensationObject(run, thread);
  return object;
}

function itemObject({ index, value, key, source }: CurrentItem): JsonObject {
  return {
    Index: index,
    ...(key === undefined ? {} : { Key: key }),
    Value: value,
    ...(source === undefined ? {} : { Source: source }),
  };
}

function enclosingItem(run: Run, thread: Thread): CurrentItem | undefined {
  if (thread.parent === undefined) return undefined;
  const parent = run.thread(thread.parent);
  if (thread.kind !== 'iteration') return enclosingItem(run, parent);
  return { index: thread.index, value: parent.state?.children?.items?.[thread.index] ?? null };
}

/** `$$.Compensation` (ours): why; `Step` is what a compensation undoes, and in Begin and End the state that failed. */
function compensationObject(run: Run, thread: Thread): JsonObject {
  const { compensation, ledger } = run.snapshot;
  const entry = thread.kind === 'compensation' ? ledger?.[thread.index] : undefined;
  const kind = compensation?.kind === 'stopped' || compensation?.kind === 'cancelled' ? compensation.kind : 'failed';
  return {
    Kind: kind,
    Error: compensation?.error ?? '',
    Cause: compensation?.cause ?? '',
    ...(entry
      ? { Step: entry.step, StepOutcome: entry.outcome === 'landed' ? 'landed' : 'unknown' }
      : compensation?.state === undefined
        ? {}
        : { Step: compensation.state }),
  };
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
