import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ExecutionStatus } from '@counterpoint/contracts';

/**
 * One run of a state machine: a row written at its start and at its end. What happens between is in `history`.
 * The columns that change come last, so that an update's log record shares its prefix with the old row.
 */
@Entity('execution')
@Index('execution_name', ['machineId', 'name'], { unique: true })
@Index('execution_started', ['machineId', 'startedAt', 'id'])
@Index('execution_resident', ['shard'], { where: `status = 'RUNNING' and snapshot is null` })
@Index('execution_due', ['shard', 'wakeAt'], { where: 'wake_at is not null' })
@Index('execution_map_run', ['mapRunId', 'startedAt', 'id'], { where: 'map_run_id is not null' })
export class ExecutionEntity {
  /** UUIDv7; for an order saga the order's id. Also the Kafka key, which decides the shard. */
  @PrimaryColumn('uuid')
  id!: string;

  /** Partition of `orchestrator.commands` and `orchestrator.replies` that carries its messages. */
  @Column('smallint')
  shard!: number;

  @Column('int', { name: 'machine_id' })
  machineId!: number;

  @Column('int', { name: 'revision_id' })
  revisionId!: number;

  @Column('timestamptz', { name: 'started_at' })
  startedAt!: Date;

  @Column('text')
  name!: string;

  /** JSON text. */
  @Column('text')
  input!: string;

  /** What only few executions have: version or alias that was started, parent, trace header. */
  @Column('jsonb', { nullable: true })
  origin!: ExecutionOrigin | null;

  @Column('uuid', { name: 'map_run_id', nullable: true })
  mapRunId!: string | null;

  @Column('text')
  status!: ExecutionStatus;

  @Column('timestamptz', { name: 'stopped_at', nullable: true })
  stoppedAt!: Date | null;

  @Column('text', { nullable: true })
  output!: string | null;

  @Column('text', { nullable: true })
  error!: string | null;

  @Column('text', { nullable: true })
  cause!: string | null;

  @Column('smallint', { name: 'redrive_count', default: 0 })
  redriveCount!: number;

  @Column('timestamptz', { name: 'redriven_at', nullable: true })
  redrivenAt!: Date | null;

  /** State of a dormant execution (JSON text), that is one evicted from its owner's memory; null while it is resident. */
  @Column('text', { nullable: true })
  snapshot!: string | null;

  /** When a dormant execution has to be woken. */
  @Column('timestamptz', { name: 'wake_at', nullable: true })
  wakeAt!: Date | null;
}

export interface ExecutionOrigin {
  readonly version?: number | undefined;
  readonly alias?: string | undefined;
  readonly traceHeader?: string | undefined;
  readonly traceparent?: string | undefined;
  /** The message that started it. */
  readonly causationId?: string | undefined;
  /** The task of another execution that waits for this one (`startExecution.sync`). */
  readonly parent?: { readonly executionId: string; readonly taskId: number; readonly sync: 1 | 2 } | undefined;
  /** For a child of a distributed Map: label in its ARN, and the position of its first item. */
  readonly map?: MapChildOrigin | undefined;
}

export interface MapChildOrigin {
  readonly label: string;
  /** Map state whose processor the child runs. */
  readonly state: string;
  readonly index: number;
  readonly parentId: string;
}

/** The events of one advance of one execution, encoded as `history-codec.ts` says. Only ever inserted. */
@Entity('history')
export class HistoryEntity {
  @PrimaryColumn('uuid', { name: 'execution_id' })
  executionId!: string;

  /** Part of the primary key: two owners can't both write the next chunk. */
  @PrimaryColumn('int', { name: 'first_id' })
  firstId!: number;

  @Column('int', { name: 'last_id' })
  lastId!: number;

  @Column('text')
  events!: string;
}
