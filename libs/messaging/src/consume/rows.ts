import type { QueryConfig } from 'pg';
import type { Key } from '../operation/operation.js';
import type { Table } from '../persistence/table.js';

interface RowState {
  readonly row: object | undefined;
  /** Whether the database has it, so that saving is an update. */
  readonly stored: boolean;
  readonly changed: boolean;
}

/** A row could not be written as JSON: the operation that made it is to blame. */
export class UnstorableRow extends Error {
  override readonly name = 'UnstorableRow';
}

/** The rows of a batch: each decision sees what its predecessors left (a fold in offset order). */
export class Rows {
  private readonly tables = new Map<Table, Map<Key, RowState>>();
  private undo: (() => void)[] = [];

  /** Says that a decision needs this row; it is loaded and locked with all others of its table. */
  want(table: Table, key: Key): void {
    const states = this.statesOf(table);
    if (!states.has(key)) states.set(key, { row: undefined, stored: false, changed: false });
  }

  /** One query a table, in the order of the table names, rows locked in key order: batches that cross cannot deadlock. */
  loads(): readonly (readonly [Table, QueryConfig])[] {
    return [...this.tables]
      .sort(([a], [b]) => (a.name < b.name ? -1 : 1))
      .map(([table, states]) => [table, table.load([...states.keys()])] as const);
  }

  loaded(table: Table, rows: readonly Record<string, unknown>[]): void {
    const states = this.statesOf(table);
    for (const raw of rows) {
      const row = Object.freeze(table.decode(raw));
      states.set(table.keyOf(row), { row, stored: true, changed: false });
    }
  }

  get(table: Table, key: Key): object | undefined {
    return this.tables.get(table)?.get(key)?.row;
  }

  put(table: Table, row: object): void {
    const states = this.statesOf(table);
    const key = table.normalise(table.keyOf(row));
    const before = states.get(key);
    this.undo.push(() => (before ? states.set(key, before) : states.delete(key)));
    states.set(key, { row: Object.freeze(row), stored: before?.stored ?? false, changed: true });
  }

  /** What was put since is kept, whatever follows. */
  keep(): void {
    this.undo = [];
  }

  /** Takes back what was put since the last `keep`: the item that put it failed half-way. */
  revert(): void {
    for (const step of this.undo.reverse()) step();
    this.undo = [];
  }

  /** One or two statements for each table with changes. Throws UnstorableRow. */
  saves(): QueryConfig[] {
    const queries: QueryConfig[] = [];
    for (const [table, states] of [...this.tables].sort(([a], [b]) => (a.name < b.name ? -1 : 1))) {
      const inserts: object[] = [];
      const updates: object[] = [];
      for (const state of states.values()) {
        if (state.changed && state.row) (state.stored ? updates : inserts).push(state.row);
      }
      try {
        if (inserts.length > 0) queries.push(table.insert(inserts));
        const update = updates.length > 0 ? table.update(updates) : undefined;
        if (update) queries.push(update);
      } catch (error) {
        throw new UnstorableRow(`${table.name}: ${(error as Error).message}`, { cause: error });
      }
    }
    return queries;
  }

  private statesOf(table: Table): Map<Key, RowState> {
    let states = this.tables.get(table);
    if (!states) {
      states = new Map();
      this.tables.set(table, states);
    }
    return states;
  }
}
