import { MAX_MESSAGE_BYTES } from '@counterpoint/contracts';
import { describe, expect, it } from '@jest/globals';
import type { Resident } from '../engine/resident.js';
import { parentRecord, statusRecord } from './messages.js';

const ID = '01911111-1111-7111-8111-111111111111';
const ended = (input: string, snapshot: object, sync: 1 | 2 = 1) =>
  ({
    id: ID,
    input,
    name: 'child',
    executionArn: 'arn:child',
    stateMachineArn: 'arn:machine',
    startedAt: 0,
    origin: { parent: { executionId: ID, taskId: 7, sync } },
    mapRunId: null,
    snapshot: { redriveCount: 0, endedAt: 1, ...snapshot },
  }) as unknown as Resident;
const stimulusOf = (resident: Resident) =>
  (JSON.parse(parentRecord(resident, 0)!.value.toString()) as { stimulus: Record<string, unknown> }).stimulus;

describe('what an ended execution tells the one that waits for it', () => {
  it.each([1, 2] as const)(
    'given more than a message holds, then the task fails for that, instead of nothing being told (sync %d)',
    (sync) => {
      const large = JSON.stringify('"'.repeat(100_000));
      const succeeded = ended(large, { status: 'SUCCEEDED', output: '"'.repeat(100_000) }, sync);
      expect(stimulusOf(succeeded)).toMatchObject({ kind: 'taskFailed', taskId: 7, error: 'States.DataLimitExceeded' });
      const failed = ended(large, { status: 'FAILED', error: 'E', cause: 'because' }, sync);
      expect(stimulusOf(failed)).toMatchObject({ kind: 'taskFailed', taskId: 7, error: 'States.TaskFailed' });
    },
  );

  it('given a cause that is larger than a message, then the end is announced with the beginning of it', () => {
    const record = statusRecord(
      ended('{}', { status: 'FAILED', error: 'E', cause: '\n'.repeat(MAX_MESSAGE_BYTES) }),
      'ENDED',
      0,
      undefined,
    );
    expect(record.value.length).toBeLessThan(MAX_MESSAGE_BYTES);
    expect(JSON.parse(record.value.toString())).toMatchObject({ status: 'FAILED', cause: expect.stringMatching(/^\n+$/) });
  });
});
