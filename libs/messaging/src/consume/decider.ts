import { deriveId } from '../envelope/ids.js';
import type { CallRow } from '../calls/call-row.js';
import type { Decision, DecisionContext, Intent, Key, OutsideCall, RowSpec } from '../operation/operation.js';
import type { Table, Tables } from '../persistence/table.js';
import type { Item } from './item.js';
import { outcomeOf, outgoingOf, type Outgoing } from './outgoing.js';
import type { Rows } from './rows.js';

type Operation = Intent['operation'];
interface Slot {
  readonly name: string;
  readonly many: boolean;
  readonly table: Table;
}
/** What one item leads to. */
export interface Decided {
  readonly results: readonly unknown[];
  readonly outgoing: readonly Outgoing[];
  readonly calls: readonly CallRow[];
}

/** Applies operations to the rows of a batch. Pure but for the rows that it is given. */
export class Decider {
  private readonly plans = new WeakMap<Operation, readonly Slot[]>();

  constructor(
    private readonly service: string,
    private readonly tables: Tables,
  ) {}

  /** Names the rows that the item's intents need. Throws what `keys` throws. */
  want(item: Item, rows: Rows): void {
    for (const intent of item.intents) {
      const keys = this.keysOf(intent);
      for (const { name, many, table } of this.planOf(intent.operation)) {
        const named = keys[name];
        if (named === undefined) continue;
        if (many) for (const key of named as readonly Key[]) rows.want(table, table.normalise(key));
        else rows.want(table, table.normalise(named as Key));
      }
    }
  }

  /** Decides an item for the first time; the rows show its changes afterwards, or none of them when it throws. */
  decide(item: Item, rows: Rows, now: number): Decided {
    const results: unknown[] = [];
    const outgoing: Outgoing[] = [];
    const calls: CallRow[] = [];
    try {
      for (const intent of item.intents) {
        const decision = this.apply(intent, item, rows, now, false);
        outgoing.push(...outgoingOf(item, decision, this.service, now));
        for (const call of decision.calls ?? []) calls.push(callRow(call, item, now));
        this.putChanges(intent.operation, decision, rows);
        results.push(decision.result);
      }
      rows.keep();
      return { results, outgoing, calls };
    } catch (error) {
      rows.revert();
      throw error;
    }
  }

  /**
   * Decides a message once more that was handled before, on the rows as they are now. Changes are discarded; the outcome
   * is sent again to whoever waits for it, because a duplicate command means that its sender may have lost the answer.
   */
  repeat(item: Item, rows: Rows, now: number): readonly Outgoing[] {
    if (item.envelope.replyTo === undefined) return [];
    return item.intents.flatMap((intent) => {
      const { outcome } = this.apply(intent, item, rows, now, true);
      return outcome ? [outcomeOf(item, outcome, this.service, now)] : [];
    });
  }

  private apply(intent: Intent, item: Item, rows: Rows, now: number, duplicate: boolean): Decision<RowSpec> {
    const keys = this.keysOf(intent);
    const given: Record<string, unknown> = {};
    for (const { name, many, table } of this.planOf(intent.operation)) {
      const named = keys[name];
      if (many) {
        const unique = [...new Set(((named ?? []) as readonly Key[]).map((key) => table.normalise(key)))].sort();
        given[name] = unique.map((key) => rows.get(table, key)).filter((row) => row !== undefined);
      } else {
        given[name] = named === undefined ? undefined : rows.get(table, table.normalise(named as Key));
      }
    }
    const { envelope } = item;
    const context: DecisionContext = {
      now,
      envelope,
      returnAddress: envelope.replyTo === undefined ? undefined : { replyTo: envelope.replyTo, taskToken: envelope.taskToken },
      duplicate,
      id: (name) => deriveId(envelope.id, name),
    };
    return intent.operation.decide(given as never, intent.input as never, context);
  }

  private putChanges(operation: Operation, decision: Decision<RowSpec>, rows: Rows): void {
    if (!decision.rows) return;
    for (const { name, many, table } of this.planOf(operation)) {
      const changed = decision.rows[name];
      if (changed === undefined) continue;
      if (many) for (const row of changed as readonly object[]) rows.put(table, row);
      else rows.put(table, changed);
    }
  }

  private keysOf(intent: Intent): Record<string, Key | readonly Key[] | undefined> {
    return intent.operation.keys(intent.input as never);
  }

  private planOf(operation: Operation): readonly Slot[] {
    let plan = this.plans.get(operation);
    if (!plan) {
      plan = Object.entries(operation.rows).map(([name, { entity, many }]) => ({ name, many, table: this.tables.of(entity) }));
      this.plans.set(operation, plan);
    }
    return plan;
  }
}

function callRow(call: OutsideCall, item: Item, now: number): CallRow {
  return {
    key: call.key,
    caller: call.caller,
    sagaKey: call.sagaKey,
    request: call.request,
    envelope: item.envelope,
    causationId: item.causationId,
    notBefore: call.notBefore ?? now,
    attempts: 0,
  };
}
