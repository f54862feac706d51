import { ExecutionEntity, HistoryEntity } from './execution.entity.js';
import {
  AccessKeyEntity,
  ActivityEntity,
  ActivityTaskEntity,
  AuditEntity,
  MapRunEntity,
  OutboxEntity,
  SettingEntity,
  ShardEntity,
  TagEntity,
} from './engine.entity.js';
import { MachineAliasEntity, MachineRevisionEntity, MachineVersionEntity, StateMachineEntity } from './state-machine.entity.js';

export const ENTITIES = [
  StateMachineEntity,
  MachineRevisionEntity,
  MachineVersionEntity,
  MachineAliasEntity,
  ExecutionEntity,
  HistoryEntity,
  ShardEntity,
  OutboxEntity,
  ActivityEntity,
  ActivityTaskEntity,
  TagEntity,
  AccessKeyEntity,
  AuditEntity,
  MapRunEntity,
  SettingEntity,
];
