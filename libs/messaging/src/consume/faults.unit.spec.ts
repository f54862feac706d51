import { expect, it } from '@jest/globals';
import { CommitUnknown, kindOf } from './faults.js';
import { UnstorableRow } from './rows.js';

const sql = (code: string) => Object.assign(new Error(code), { code });

it.each([
  ['a lost connection', Object.assign(new Error('x'), { code: 'ECONNRESET' }), 'infrastructure'],
  ['a pool that cannot connect', new Error('timeout exceeded when trying to connect'), 'infrastructure'],
  ['a deadlock', sql('40P01'), 'infrastructure'],
  ['a serialization failure', sql('40001'), 'infrastructure'],
  ['a full disk', sql('53100'), 'infrastructure'],
  ['a statement time-out', sql('57014'), 'infrastructure'],
  ['a shutdown', sql('57P01'), 'infrastructure'],
  ['a missing table', sql('42P01'), 'infrastructure'],
  ['a commit without an answer', new CommitUnknown('x'), 'infrastructure'],
  ['a row that appeared meanwhile', sql('23505'), 'race'],
  ['a check constraint', sql('23514'), 'message'],
  ['a value out of range', sql('22003'), 'message'],
  ['a row that is no JSON', new UnstorableRow('x'), 'message'],
] as const)('%s', (_what, error, kind) => {
  expect(kindOf(error)).toBe(kind);
});
