import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A state machine as people name it. What it does is in its revisions; a deleted one stays for its executions' sake. */
@Entity('state_machine')
@Index('state_machine_name', ['name'], { unique: true, where: `status <> 'DELETED'` })
export class StateMachineEntity {
  @PrimaryGeneratedColumn('identity', { type: 'int' })
  id!: number;

  @Column('text')
  name!: string;

  @Column('text')
  type!: 'STANDARD' | 'EXPRESS';

  /** `DELETING` until its executions have ended, then `DELETED`; both are invisible under its name. */
  @Column('text', { default: 'ACTIVE' })
  status!: 'ACTIVE' | 'DELETING' | 'DELETED';

  /** The revision that a start without a version runs. */
  @Column('int', { name: 'revision_id', nullable: true })
  revisionId!: number | null;

  /** The number of the newest version ever published; never given twice, deleted ones included. */
  @Column('int', { name: 'version_counter', default: 0 })
  versionCounter!: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}

/** An immutable definition. Every execution names the one that it runs, for ever. */
@Entity('machine_revision')
@Index('machine_revision_machine', ['machineId'])
export class MachineRevisionEntity {
  @PrimaryGeneratedColumn('identity', { type: 'int' })
  id!: number;

  @Column('int', { name: 'machine_id' })
  machineId!: number;

  /** What the API calls the revision id: a UUID, or `INITIAL` for the first. */
  @Column('text', { name: 'revision_name' })
  revisionName!: string;

  @Column('text')
  definition!: string;

  @Column('text', { name: 'role_arn' })
  roleArn!: string;

  /** Logging, tracing and encryption configuration as they were given. */
  @Column('jsonb', { default: {} })
  configuration!: MachineConfiguration;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}

export interface MachineConfiguration {
  readonly loggingConfiguration?: Record<string, unknown> | undefined;
  readonly tracingConfiguration?: Record<string, unknown> | undefined;
  readonly encryptionConfiguration?: Record<string, unknown> | undefined;
}

/** A published, numbered revision. */
@Entity('machine_version')
export class MachineVersionEntity {
  @Column('int', { name: 'machine_id', primary: true })
  machineId!: number;

  @Column('int', { primary: true })
  version!: number;

  @Column('int', { name: 'revision_id' })
  revisionId!: number;

  @Column('text', { default: '' })
  description!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}

/** A name for one or two versions; starts are spread over them by weight. */
@Entity('machine_alias')
export class MachineAliasEntity {
  @Column('int', { name: 'machine_id', primary: true })
  machineId!: number;

  @Column('text', { primary: true })
  name!: string;

  @Column('text', { default: '' })
  description!: string;

  /** Version numbers with weights that sum to 100. */
  @Column('jsonb')
  routing!: readonly { readonly version: number; readonly weight: number }[];

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
