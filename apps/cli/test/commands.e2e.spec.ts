import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApprovalView, OrderView, TimelineEntry } from '@counterpoint/contracts';
import { eventually } from '@counterpoint/testing';
import { Installation } from './installation.js';

/** The very first start on a machine fetches Kafka, in milliseconds. */
const FIRST_START_MS = 300_000;
const STORY_MS = 90_000;

describe('the commands, against the whole system', () => {
  const installation = new Installation();
  /** Runs a command that is to work, and resolves to what it printed as JSON. */
  const json = async <T>(...args: string[]): Promise<T> => {
    const { code, stdout, stderr } = await installation.run(...args, '-o', 'json');
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${stderr}`);
    return JSON.parse(stdout) as T;
  };
  const approvalOf = (order: OrderView): Promise<ApprovalView> =>
    eventually(async () => {
      const pending = await json<ApprovalView[]>('approval', 'list', '--status', 'pending');
      const approval = pending.find(({ orderId }) => orderId === order.id);
      if (!approval) throw new Error(`no approval is pending for ${order.id}`);
      return approval;
    });
  const status = async (order: OrderView): Promise<string> => (await json<OrderView>('order', 'get', order.id)).status;

  beforeAll(async () => {
    const { code, stderr } = await installation.run('up', '--detach', '--free-ports');
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  }, FIRST_START_MS);

  afterAll(async () => {
    await installation.run('down');
    installation.remove();
  }, STORY_MS);

  it.each(['choreography', 'orchestration'])(
    'order place --watch follows an order to its end: %s',
    async (style) => {
      const { code, stdout } = await installation.run(
        'order',
        'place',
        '--style',
        style,
        '--item',
        'WIDGET=2',
        '--watch',
        '-o',
        'json',
      );
      expect(code).toBe(0);
      const lines = stdout.trim().split('\n');
      const last = JSON.parse(lines.at(-1) ?? '') as OrderView;
      expect(last).toMatchObject({ style, status: 'CONFIRMED', totalMinor: 5_000 });
      const entries = lines.filter((line) => line.includes('"sequence"')).map((line) => JSON.parse(line) as TimelineEntry);
      expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, index) => index + 1));
      expect(entries.map(({ type }) => type)).toEqual(
        expect.arrayContaining(['StockReserved', 'PaymentCaptured', 'OrderConfirmed']),
      );
    },
    STORY_MS,
  );

  it(
    'order place repeats its answer under the same key, and refuses another body',
    async () => {
      const first = await json<OrderView>('order', 'place', '--key', 'the-same');
      expect((await json<OrderView>('order', 'place', '--key', 'the-same')).id).toBe(first.id);
      const other = await installation.run('order', 'place', '--key', 'the-same', '--item', 'WIDGET=3');
      expect({ code: other.code, told: other.stderr.includes('422') }).toEqual({ code: 5, told: true });
    },
    STORY_MS,
  );

  it(
    'order list filters, and shows a customer only its own',
    async () => {
      const declined = await json<OrderView>('order', 'place', '--payment', 'tok_declined');
      await eventually(async () => expect(await status(declined)).toBe('REJECTED'));
      const rejected = await json<OrderView[]>('order', 'list', '--status', 'REJECTED');
      expect(rejected.map(({ id }) => id)).toContain(declined.id);
      expect(await json('order', 'list', '--as', 'otherCustomer')).toEqual([]);
      expect((await installation.run('order', 'get', declined.id, '--as', 'otherCustomer')).code).toBe(4);
    },
    STORY_MS,
  );

  it(
    'approval decide ends the wait, once',
    async () => {
      const order = await json<OrderView>('order', 'place', '--item', 'GADGET=2', '--style', 'orchestration');
      const { id } = await approvalOf(order);
      expect((await json<ApprovalView>('approval', 'decide', id, 'approve', '--comment', 'fine')).status).toBe('approved');
      expect((await installation.run('approval', 'decide', id, 'refuse')).code).toBe(5);
      await eventually(async () => expect(await status(order)).toBe('CONFIRMED'));
    },
    STORY_MS,
  );

  it(
    'order cancel is granted while an approval is pending, and refused afterwards',
    async () => {
      const order = await json<OrderView>('order', 'place', '--item', 'GADGET=2');
      await approvalOf(order);
      expect(await json('order', 'cancel', order.id)).toMatchObject({ id: order.id, cancellation: 'requested' });
      await eventually(async () => expect(await status(order)).toBe('CANCELLED'));
      expect((await installation.run('order', 'cancel', order.id)).code).toBe(5);
    },
    STORY_MS,
  );

  it(
    'execution list and show look into the orchestrator',
    async () => {
      const [execution] = await json<{ id: string; status: string }[]>('execution', 'list', '--status', 'SUCCEEDED');
      if (!execution) throw new Error('no execution has succeeded');
      const shown = await json<{ id: string; history: { type: string }[] }>('execution', 'show', execution.id);
      expect(shown.id).toBe(execution.id);
      expect(shown.history[0]?.type).toBe('ExecutionStarted');
      expect(shown.history.at(-1)?.type).toBe('ExecutionSucceeded');
    },
    STORY_MS,
  );

  it('parked list is empty when nothing went wrong', async () => {
    expect(await json('parked', 'list')).toEqual([]);
    expect((await installation.run('parked', 'redrive', 'payment', 'nothing')).code).toBe(4);
  });

  it('says who may do what', async () => {
    expect((await installation.run('approval', 'list', '--as', 'customer')).code).toBe(5);
    expect((await installation.run('order', 'get', '01a202b8-b6df-7257-9904-ba3600e62dd8')).code).toBe(4);
    expect((await installation.run('order', 'place', '--item', 'lower case')).code).toBe(2);
  });

  it(
    'a watch outlives the gateway that it watches',
    async () => {
      const order = await json<OrderView>('order', 'place', '--item', 'GADGET=2');
      const { id } = await approvalOf(order);
      const watching = installation.spawn('order', 'watch', order.id, '-o', 'json');
      let seen = '';
      watching.stdout?.on('data', (chunk: Buffer) => (seen += chunk.toString()));
      const exit = new Promise<number | null>((resolve) => watching.once('close', resolve));
      await eventually(() => expect(seen).toContain('ApprovalRequested'));
      expect((await installation.run('kill', 'gateway')).code).toBe(0);
      await eventually(async () => expect((await installation.process('gateway')).state).toBe('ready'));
      await json('approval', 'decide', id, 'approve');
      expect(await exit).toBe(0);
      const lines = seen
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Partial<TimelineEntry & OrderView>);
      expect(lines.at(-1)).toMatchObject({ id: order.id, status: 'CONFIRMED' });
      // Nothing twice, nothing left out.
      expect(lines.slice(0, -1).map(({ sequence }) => sequence)).toEqual(lines.slice(0, -1).map((_, index) => index + 1));
    },
    STORY_MS,
  );
});
