import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fold, compile, type HistoryEvent, type Json } from '@counterpoint/asl';
import { anOrderSnapshot, eventually, testTopics, type TestDatabase, type TestTopics } from '@counterpoint/testing';
import { decodeChunks } from '../src/store/history-codec.js';
import { engineDatabase, startOrchestrator, type OrchestratorProcess } from './harness.js';
import { Participant } from './participant.js';

const FORWARD = ['ReserveStock', 'AuthorisePayment', 'ScheduleShipment', 'CapturePayment', 'ConfirmOrder', 'HandOverShipment'];
/** Long enough for the broker to notice a killed member and for everything to run to its end, in milliseconds. */
const TEST_MS = 90_000;

describe('the order saga on real servers', () => {
  let database: TestDatabase;
  let topics: TestTopics;
  let participant: Participant;
  let orchestrator: OrchestratorProcess | undefined;

  beforeAll(async () => {
    topics = await testTopics();
    participant = await Participant.open(topics.prefix);
  }, TEST_MS);
  beforeEach(async () => {
    database = await engineDatabase();
    participant.behave = () => 'success';
  }, TEST_MS);
  afterEach(async () => {
    await orchestrator?.stop();
    await database.drop();
  }, TEST_MS);
  afterAll(async () => {
    await participant.close();
    await topics.drop();
  }, TEST_MS);

  const start = async (environment: Record<string, string> = {}): Promise<OrchestratorProcess> => {
    orchestrator = await startOrchestrator(database.url, topics.prefix, environment);
    return orchestrator;
  };

  /** The stored events of an execution, and what the row says that they come to. */
  async function history(executionId: string): Promise<HistoryEvent[]> {
    const [row] = await database.query<{ input: string; status: string; definition: string }>(
      'select e.input, e.status, r.definition from execution e join machine_revision r on r.id = e.revision_id where e.id = $1',
      [executionId],
    );
    const chunks = await database.query<{ firstId: number; lastId: number; events: string }>(
      'select first_id as "firstId", last_id as "lastId", events from history where execution_id = $1 order by first_id',
      [executionId],
    );
    const events = decodeChunks(row?.input ?? '', chunks);
    expect(events.map((event) => event.id)).toEqual(events.map((_, index) => index + 1));
    expect(fold(compile(JSON.parse(row?.definition ?? '') as Json), undefined, events)?.status).toBe(row?.status);
    return events;
  }

  /** Every order ended well, its history is whole, and each step was commanded under one message id only. */
  async function expectAllSucceeded(orderIds: readonly string[]): Promise<void> {
    for (const orderId of orderIds) {
      expect((await participant.ended(orderId, 60_000)).status).toBe('SUCCEEDED');
      expect(participant.commandsOf(orderId)).toEqual(FORWARD);
      const types = (await history(orderId)).map((event) => event.type);
      expect(types.filter((type) => type === 'TaskSucceeded')).toHaveLength(FORWARD.length);
      expect(types.at(-1)).toBe('ExecutionSucceeded');
    }
  }

  it('runs forward to the end', async () => {
    await start();
    const { orderId } = await participant.start();
    await expectAllSucceeded([orderId]);
  }, TEST_MS); // prettier-ignore

  it('loses nothing when it is killed at any moment', async () => {
    let running = await start();
    const orderIds: string[] = [];
    for (let round = 0; round < 3; round++) {
      for (let count = 0; count < 20; count++) orderIds.push((await participant.start()).orderId);
      const target = participant.commands.length + 30;
      await eventually(() => expect(participant.commands.length).toBeGreaterThan(target), { timeoutMs: 30_000 });
      await running.kill();
      running = await start();
    }
    await expectAllSucceeded(orderIds);
  }, 3 * TEST_MS); // prettier-ignore

  it.each([
    ['between commit and produce', 'batch.committed=kill@3'],
    ['after the produce, before the offsets are committed', 'batch.produced=kill@3'],
    ['before the transaction', 'batch.begin=kill@3'],
  ])('goes on after a crash %s', async (_name, failpoint) => {
    const doomed = await start({ COUNTERPOINT_FAILPOINT: failpoint });
    const orderIds: string[] = [];
    for (let count = 0; count < 5; count++) orderIds.push((await participant.start()).orderId);
    await doomed.gone;
    await start();
    await expectAllSucceeded(orderIds);
  }, TEST_MS); // prettier-ignore

  it('compensates a step that failed, and closes the order with the first reason', async () => {
    participant.behave = (type) => (type === 'ScheduleShipment' ? { failure: 'ShipmentRefused' } : 'success');
    await start();
    const { orderId } = await participant.start();
    expect(await participant.ended(orderId)).toMatchObject({ status: 'FAILED', error: 'ShipmentRefused' });
    const commands = participant.commandsOf(orderId);
    expect(commands.slice(0, 3)).toEqual(['ReserveStock', 'AuthorisePayment', 'ScheduleShipment']);
    expect(commands.slice(3, -1).sort()).toEqual(['BeginCompensation', 'ReleaseStock', 'VoidPayment']);
    expect(commands.at(-1)).toBe('CloseOrder');
    const close = participant.commands.find(({ envelope, data }) => envelope.type === 'CloseOrder' && data.order.orderId === orderId);
    expect(close?.data).toMatchObject({ reason: { code: 'test', detail: 'ShipmentRefused' }, cancelled: false });
    await history(orderId);
  }, TEST_MS); // prettier-ignore

  it('compensates a step whose outcome is unknown', async () => {
    participant.behave = (type) => (type === 'ReserveStock' ? 'silent' : 'success');
    await start({ STEP_TIMEOUT_SCALE: '0.05' });
    const { orderId } = await participant.start();
    expect(await participant.ended(orderId)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(participant.commandsOf(orderId)).toEqual(expect.arrayContaining(['ReleaseStock', 'CloseOrder']));
    const close = participant.commands.find(({ envelope, data }) => envelope.type === 'CloseOrder' && data.order.orderId === orderId);
    expect(close?.data.reason?.code).toBe('step_timed_out');
  }, TEST_MS); // prettier-ignore

  it('cancels before the pivot, and says so when it closes', async () => {
    participant.behave = (type) => (type === 'ScheduleShipment' ? 'silent' : 'success');
    await start();
    const { orderId } = await participant.start();
    await eventually(() => expect(participant.commandsOf(orderId)).toContain('ScheduleShipment'));
    await participant.cancel(orderId);
    expect(await participant.ended(orderId)).toMatchObject({ status: 'ABORTED', error: 'cancelled_by_customer' });
    const close = participant.commands.find(({ envelope, data }) => envelope.type === 'CloseOrder' && data.order.orderId === orderId);
    expect(close?.data).toMatchObject({ cancelled: true, reason: { code: 'cancelled_by_customer' } });
    expect(participant.commandsOf(orderId)).toEqual(expect.arrayContaining(['CancelShipment', 'VoidPayment', 'ReleaseStock']));
  }, TEST_MS); // prettier-ignore

  it('refuses to cancel once the capture was commanded, and goes forward', async () => {
    const held = new Set<string>();
    participant.behave = (type, orderId) => (type === 'CapturePayment' && held.has(orderId) ? 'silent' : 'success');
    await start({ STEP_TIMEOUT_SCALE: '0.05' });
    const order = anOrderSnapshot();
    held.add(order.orderId);
    await participant.start(order);
    await eventually(() => expect(participant.commandsOf(order.orderId)).toContain('CapturePayment'));
    await participant.cancel(order.orderId);
    await eventually(() => expect(participant.refusals.some((refusal) => refusal.executionId === order.orderId)).toBe(true));
    held.clear();
    expect(await participant.ended(order.orderId)).toMatchObject({ status: 'SUCCEEDED' });
    expect(participant.commandsOf(order.orderId)).not.toContain('VoidPayment');
  }, TEST_MS); // prettier-ignore

  it('starts nothing twice: not the same id, not the same name', async () => {
    await start();
    const order = await participant.start();
    await participant.start(order);
    await participant.ended(order.orderId);
    await participant.start(order);
    const other = await participant.start();
    await participant.ended(other.orderId);
    expect(participant.commandsOf(order.orderId)).toEqual(FORWARD);
    expect(await database.query('select 1 from execution')).toHaveLength(2);
  }, TEST_MS); // prettier-ignore
});
