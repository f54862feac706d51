import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, testTopics, type TestDatabase, type TestTopics } from '@counterpoint/testing';
import { takeShards } from '../src/store/sql/shards.js';
import { engineDatabase } from './harness.js';
import { openNode, type OpenNode } from './in-process.js';

const TEST_MS = 60_000;
const waiting = (seconds: number) => ({ StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: seconds, End: true } } });
const quick = { StartAt: 'Done', States: { Done: { Type: 'Succeed' } } };

describe('ownership of shards', () => {
  let database: TestDatabase;
  let topics: TestTopics;
  const open: OpenNode[] = [];

  beforeAll(async () => {
    topics = await testTopics();
  }, TEST_MS);
  beforeEach(async () => {
    database = await engineDatabase();
  }, TEST_MS);
  afterEach(async () => {
    for (const node of open.splice(0)) await node.close();
    await database.drop();
  }, TEST_MS);
  afterAll(() => topics.drop(), TEST_MS);

  const node = async (...options: [] | [Parameters<typeof openNode>[2]]): Promise<OpenNode> => {
    const opened = await openNode(database.url, topics.prefix, ...options);
    open.push(opened);
    return opened;
  };
  const executions = () => database.query<{ id: string; status: string; lastId: number }>(
    'select e.id, e.status, (select max(last_id) from history h where h.execution_id = e.id) as "lastId" from execution e order by e.id',
  ); // prettier-ignore

  it('refuses every write of an owner that another node replaced', async () => {
    const old = await node();
    const id = await old.run('waits', waiting(600));
    const before = await executions();
    await takeShards(old.pool, old.node.ownership.owned, 'another node');
    await expect(old.run('quick', quick)).rejects.toThrow('fault');
    expect(await old.node.apply(id, { kind: 'stop', error: 'Late' })).not.toMatchObject({ kind: 'done' });
    expect(await executions()).toEqual(before);
    expect(old.node.residents.size).toBe(0);
  }, TEST_MS); // prettier-ignore

  it('takes a shard back when the group says that it is ours after all', async () => {
    const owner = await node();
    const id = await owner.run('waits', waiting(600));
    await takeShards(owner.pool, owner.node.ownership.owned, 'a node that is gone');
    await owner.node.apply(id, { kind: 'wake' });
    // A stop that was only passed on takes effect too, and the next one is refused: what counts is that one did.
    await eventually(async () => expect(await owner.node.apply(id, { kind: 'stop' })).toMatchObject({ kind: expect.stringMatching(/^(done|refused)$/) }), { timeoutMs: 20_000 });
    expect(await executions()).toMatchObject([{ id, status: 'ABORTED' }]);
  }, TEST_MS); // prettier-ignore

  it('loses no stimulus that was accepted while another node had the shard by mistake', async () => {
    const owner = await node();
    const id = await owner.run('waits', waiting(600));
    await takeShards(owner.pool, owner.node.ownership.owned, 'a node that is gone');
    await owner.node.apply(id, { kind: 'wake' });
    await eventually(async () => expect(await owner.node.apply(id, { kind: 'stop' })).toEqual({ kind: 'forwarded' }));
    await eventually(async () => expect(await executions()).toMatchObject([{ id, status: 'ABORTED' }]), { timeoutMs: 40_000 });
  }, TEST_MS); // prettier-ignore

  it('hands shards over, with executions and timers', async () => {
    const first = await node();
    const ids: string[] = [];
    for (let count = 0; count < 6; count++) ids.push(await first.run('waits', waiting(4)));
    const second = await node();
    await eventually(() => expect(second.node.ownership.owned.length + first.node.ownership.owned.length).toBe(2));
    expect(second.node.ownership.owned).toHaveLength(1);
    await eventually(async () => expect((await executions()).map((row) => row.status)).toEqual(ids.map(() => 'SUCCEEDED')), { timeoutMs: 20_000 });
  }, TEST_MS); // prettier-ignore

  it('fires timers after a crash without anybody asking', async () => {
    const doomed = await node();
    const id = await doomed.run('waits', waiting(3));
    await doomed.pool.query(`update shard set token = token + 1`);
    for (const gone of open.splice(0)) await gone.close();
    expect((await executions())[0]).toMatchObject({ id, status: 'RUNNING' });
    await node();
    await eventually(async () => expect((await executions())[0]?.status).toBe('SUCCEEDED'), { timeoutMs: 10_000 });
  }, TEST_MS); // prettier-ignore

  it('lets idle executions go and wakes them within a second of their time', async () => {
    const { node: engine, run } = await node({ eviction: { maxResidents: 1_000, idleMs: 500 } });
    const started = Date.now();
    const id = await run('waits', waiting(5));
    await eventually(() => expect(engine.residents.get(id)).toBeUndefined(), { timeoutMs: 4_000 });
    const [row] = await database.query<{ snapshot: string | null; wakeAt: Date }>('select snapshot, wake_at as "wakeAt" from execution where id = $1', [id]);
    expect(row?.snapshot).not.toBeNull();
    await eventually(async () => expect((await executions())[0]?.status).toBe('SUCCEEDED'), { timeoutMs: 10_000 });
    const [ended] = await database.query<{ stoppedAt: Date; snapshot: string | null }>('select stopped_at as "stoppedAt", snapshot from execution where id = $1', [id]);
    expect(ended?.snapshot).toBeNull();
    const late = (ended?.stoppedAt.getTime() ?? 0) - (started + 5_000);
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(2_500);
  }, TEST_MS); // prettier-ignore

  it('wakes a dormant execution for a stimulus, and its history goes on without a gap', async () => {
    const { node: engine, run } = await node({ eviction: { maxResidents: 1_000, idleMs: 300 } });
    const id = await run('waits', waiting(600));
    await eventually(() => expect(engine.residents.get(id)).toBeUndefined(), { timeoutMs: 5_000 });
    expect(await engine.apply(id, { kind: 'stop', error: 'Enough' })).toMatchObject({ kind: 'done', status: 'ABORTED' });
    const chunks = await database.query<{ firstId: number; lastId: number }>('select first_id as "firstId", last_id as "lastId" from history where execution_id = $1 order by 1', [id]);
    expect(chunks.map((chunk) => chunk.firstId)).toEqual([1, (chunks[0]?.lastId ?? 0) + 1]);
  }, TEST_MS); // prettier-ignore
});
