import { compile, type Json, type Machine } from '@counterpoint/asl';
import type { Pool } from 'pg';
import type { MachineConfiguration } from './entities/state-machine.entity.js';

/** A definition that was compiled, with what its executions say of their machine. */
export interface LoadedRevision {
  readonly revisionId: number;
  readonly machineId: number;
  readonly name: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly roleArn: string;
  readonly definition: string;
  readonly configuration: MachineConfiguration;
  readonly machine: Machine;
}

/** Compiled definitions that are kept; the least recently used is compiled again when it is needed. */
const MAX_COMPILED = 2_000;
/** How long a name is taken for known, in milliseconds: what another node changed is seen after it. */
const NAME_TTL_MS = 1_000;

const REVISION = `
select r.id as "revisionId", r.machine_id as "machineId", m.name, m.type, r.role_arn as "roleArn", r.definition, r.configuration
from machine_revision r join state_machine m on m.id = r.machine_id where r.id = any($1::int[])`;
const CURRENT = `select revision_id as "revisionId" from state_machine where name = $1 and status = 'ACTIVE'`;

/** Revisions by id, which never change, and names, which do. */
export class Machines {
  private readonly revisions = new Map<number, LoadedRevision>();
  private readonly current = new Map<string, { readonly revisionId: number; readonly readAt: number }>();

  constructor(private readonly pool: Pool) {}

  known(revisionId: number): LoadedRevision | undefined {
    const found = this.revisions.get(revisionId);
    if (found && this.revisions.size > MAX_COMPILED / 2) {
      this.revisions.delete(revisionId);
      this.revisions.set(revisionId, found);
    }
    return found;
  }

  async load(revisionIds: readonly number[]): Promise<void> {
    const missing = [...new Set(revisionIds)].filter((id) => !this.revisions.has(id));
    if (missing.length === 0) return;
    const { rows } = await this.pool.query<Omit<LoadedRevision, 'machine'>>({
      name: 'load_revisions',
      text: REVISION,
      values: [missing],
    });
    for (const row of rows) this.revisions.set(row.revisionId, { ...row, machine: compile(JSON.parse(row.definition) as Json) });
    for (const id of this.revisions.keys()) {
      if (this.revisions.size <= MAX_COMPILED) break;
      if (!missing.includes(id)) this.revisions.delete(id);
    }
  }

  async byId(revisionId: number): Promise<LoadedRevision | undefined> {
    await this.load([revisionId]);
    return this.revisions.get(revisionId);
  }

  /** What a start of this machine runs now. */
  async byName(name: string): Promise<LoadedRevision | undefined> {
    const cached = this.current.get(name);
    if (cached && Date.now() - cached.readAt < NAME_TTL_MS) return this.known(cached.revisionId) ?? this.byId(cached.revisionId);
    const { rows } = await this.pool.query<{ revisionId: number }>({ name: 'current_revision', text: CURRENT, values: [name] });
    const revisionId = rows[0]?.revisionId;
    if (revisionId === undefined) return undefined;
    this.current.set(name, { revisionId, readAt: Date.now() });
    return this.byId(revisionId);
  }

  /** Called when this node changed the machine. */
  forget(name: string): void {
    this.current.delete(name);
  }
}
