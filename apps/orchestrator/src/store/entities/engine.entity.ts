import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** Who may write the executions of a shard: the holder of its newest token (Kleppmann 2016, fencing tokens). */
@Entity('shard')
export class ShardEntity {
  @PrimaryColumn('smallint')
  id!: number;

  @Column('bigint')
  token!: string;

  /** Name of the node, for people. */
  @Column('text')
  owner!: string;

  @Column('timestamptz', { name: 'taken_at', default: () => 'now()' })
  takenAt!: Date;
}

/** A message that nobody answers and that no snapshot names; gone once the broker has it. */
@Entity('outbox')
export class OutboxEntity {
  @PrimaryColumn('uuid')
  id!: string;

  /** The shard whose owner sends it. */
  @Column('smallint')
  shard!: number;

  /** Topic, key, envelope and data as they will be sent (JSON text). */
  @Column('text')
  message!: string;
}

@Entity('activity')
export class ActivityEntity {
  @PrimaryGeneratedColumn('identity', { type: 'int' })
  id!: number;

  @Column('text', { unique: true })
  name!: string;

  @Column('jsonb', { nullable: true })
  encryption!: Record<string, unknown> | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}

/** A task that waits for an activity worker; deleted when the worker has been told of it. */
@Entity('activity_task')
@Index('activity_task_queue', ['activityName', 'scheduledAt'])
export class ActivityTaskEntity {
  @PrimaryColumn('uuid', { name: 'execution_id' })
  executionId!: string;

  /** Id of the ActivityScheduled event. */
  @PrimaryColumn('int', { name: 'task_id' })
  taskId!: number;

  @Column('smallint')
  shard!: number;

  @Column('text', { name: 'activity_name' })
  activityName!: string;

  @Column('text')
  input!: string;

  @Column('timestamptz', { name: 'scheduled_at' })
  scheduledAt!: Date;

  /** A worker is about to get it; another may have it after this moment. */
  @Column('timestamptz', { name: 'claimed_until', nullable: true })
  claimedUntil!: Date | null;
}

@Entity('tag')
export class TagEntity {
  @PrimaryColumn('text', { name: 'resource_arn' })
  resourceArn!: string;

  @PrimaryColumn('text')
  key!: string;

  @Column('text')
  value!: string;
}

/** A key pair for Signature Version 4. The secret itself is needed to verify, so it can't be hashed. */
@Entity('access_key')
export class AccessKeyEntity {
  @PrimaryColumn('text', { name: 'access_key_id' })
  accessKeyId!: string;

  @Column('text', { name: 'secret_access_key' })
  secretAccessKey!: string;

  @Column('text')
  role!: 'viewer' | 'operator' | 'admin';

  @Column('boolean', { default: true })
  active!: boolean;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}

/** Who did what, when and why. Only ever inserted; a trigger refuses everything else. */
@Entity('audit')
@Index('audit_resource', ['resource', 'id'])
export class AuditEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: string;

  @Column('timestamptz', { default: () => 'now()' })
  at!: Date;

  @Column('text')
  actor!: string;

  @Column('text')
  action!: string;

  @Column('text')
  resource!: string;

  @Column('text', { nullable: true })
  reason!: string | null;
}

/** One run of a distributed Map state. */
@Entity('map_run')
@Index('map_run_execution', ['executionId'])
export class MapRunEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'execution_id' })
  executionId!: string;

  /** Id of the parent's MapRunStarted event. */
  @Column('int', { name: 'task_id' })
  taskId!: number;

  @Column('text')
  label!: string;

  @Column('text')
  status!: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';

  @Column('int', { name: 'max_concurrency' })
  maxConcurrency!: number;

  @Column('double precision', { name: 'tolerated_failure_percentage' })
  toleratedFailurePercentage!: number;

  @Column('bigint', { name: 'tolerated_failure_count' })
  toleratedFailureCount!: string;

  /** Items and executions by state, as DescribeMapRun shows them. */
  @Column('jsonb', { default: {} })
  counts!: Record<string, number>;

  @Column('timestamptz', { name: 'started_at' })
  startedAt!: Date;

  @Column('timestamptz', { name: 'stopped_at', nullable: true })
  stoppedAt!: Date | null;

  @Column('smallint', { name: 'redrive_count', default: 0 })
  redriveCount!: number;

  @Column('timestamptz', { name: 'redriven_at', nullable: true })
  redrivenAt!: Date | null;
}

/** What the nodes of an installation share: the secret of the task tokens, for example. */
@Entity('setting')
export class SettingEntity {
  @PrimaryColumn('text')
  name!: string;

  @Column('text')
  value!: string;
}
