import type { Envelope } from '@counterpoint/contracts';
import type pg from 'pg';
import type { QueryConfig } from 'pg';
import type { CallRow } from '../calls/call-row.js';
import type { BusMessage } from '../bus/bus.js';
import { Batch, type BatchContext } from '../consume/batch.js';
import { kindOf } from '../consume/faults.js';
import type { Intake } from '../consume/intake.js';
import type { Item } from '../consume/item.js';
import { recordInbox } from '../consume/inbox.js';
import type { Outgoing } from '../consume/outgoing.js';
import { decodeEnvelope, encodeRecord } from '../envelope/codec.js';
import { deriveId } from '../envelope/ids.js';
import { childTraceparent } from '../envelope/trace.js';
import { insertOutbox } from '../outbox/outbox.js';
import type { Sender } from '../outbox/sender.js';
import { BEGIN, COMMIT, pipeline } from '../persistence/pipeline.js';
import { errorText } from './park.js';
import {
  countMessages,
  listParked,
  listSetAside,
  lockKey,
  recordAction,
  removeMessages,
  removeSetAside,
  selectMessages,
  selectSetAside,
  unparkWhenEmpty,
  updateError,
  type ParkedKey,
  type ParkedMessageRow,
  type SetAsideMessage,
} from './parking-store.js';

/** Messages that one transaction of a redrive handles. */
const REDRIVEN_AT_ONCE = 100;
/** Type of the reply that tells a saga that an operator discarded its command. Its data is `{reason: {code, detail}}`. */
export const STEP_DISCARDED = 'StepDiscarded';

export interface ParkingParts {
  readonly context: BatchContext & { readonly service: string };
  readonly pool: pg.Pool;
  readonly sender: Sender;
  readonly intake: Intake;
  onCalls(calls: readonly CallRow[]): void;
}
export interface RedriveResult {
  readonly key: string;
  /** Messages that were handled now. */
  readonly redriven: number;
  /** `flowing`: nothing of the key is parked any more. `parked`: the next message failed again. */
  readonly state: 'flowing' | 'parked';
  readonly error?: string;
}
export interface DiscardResult {
  readonly key: string;
  readonly messageId: string;
  readonly type: string;
  /** Messages of the key that are still parked; redrive them. */
  readonly remaining: number;
}

/** What an operator does with parked keys: look, handle the messages again in order, or discard the one at the head. */
export class Parking {
  constructor(private readonly parts: ParkingParts) {}

  list(): Promise<ParkedKey[]> {
    return listParked(this.parts.pool);
  }

  setAside(): Promise<SetAsideMessage[]> {
    return listSetAside(this.parts.pool);
  }

  /** Handles the messages of a key in order, until all are through or one fails. Undefined: the key is not parked. */
  async redrive(key: string, actor?: string): Promise<RedriveResult | undefined> {
    let redriven = 0;
    for (let atOnce = REDRIVEN_AT_ONCE; ;) {
      const rows = await selectMessages(this.parts.pool, key, atOnce);
      if (rows.length === 0) return redriven > 0 ? { key, redriven, state: 'flowing' } : undefined;
      try {
        const { handled, error } = await this.redriveSome(key, rows, actor);
        redriven += handled;
        if (error !== undefined) return { key, redriven, state: 'parked', error };
      } catch (fault) {
        // The database refused what a message makes of its rows. Which message, only going one by one tells.
        if (kindOf(fault) !== 'message') throw fault;
        if (rows.length === 1) return { key, redriven, state: 'parked', error: await this.refused(key, fault as Error, actor) };
        atOnce = 1;
      }
    }
  }

  private async refused(key: string, fault: Error, actor: string | undefined): Promise<string> {
    const error = errorText(fault);
    const noted = [BEGIN, recordAction({ key, action: 'redrive', reason: error, actor }), updateError(key, error), COMMIT];
    await this.transaction((client) => pipeline(client, noted));
    return error;
  }

  /** Gives the message at the head of a key up. If somebody waits for its outcome, it hears of a failed step. */
  async discard(key: string, reason: string, actor?: string): Promise<DiscardResult | undefined> {
    const discarded = await this.transaction(async (client) => {
      // Which message is at the head is only certain under the lock: a redrive may be handling it right now.
      await pipeline(client, [BEGIN, lockKey(key)]);
      const [row] = await selectMessages(client, key, 1);
      const reply = row && this.failedStep(row, reason);
      const queries: QueryConfig[] = row
        ? [
            removeMessages([row.position]),
            recordInbox([row.messageId], []),
            recordAction({ key, action: 'discard', messageId: row.messageId, reason, actor }),
            ...(reply ? [insertOutbox([reply], [], this.parts.context.owner)] : []),
            unparkWhenEmpty(key),
          ]
        : [];
      queries.push(countMessages(key), COMMIT);
      const answers = await pipeline(client, queries);
      const { remaining } = answers.at(-2)!.rows[0] as { remaining: number };
      return row && { reply, result: { key, messageId: row.messageId, type: row.type, remaining } };
    });
    if (discarded?.reply) this.parts.sender.send([discarded.reply], () => undefined);
    return discarded?.result;
  }

  /** Gives a message up that nobody could read. Undefined: none of that id is set aside. */
  async discardSetAside(id: string, reason: string, actor?: string): Promise<DiscardResult | undefined> {
    if (!/^[0-9]{1,18}$/.test(id)) return undefined;
    const [row] = await selectSetAside(this.parts.pool, id);
    if (!row) return undefined;
    const reply = this.failedStep(row, reason);
    const queries: QueryConfig[] = [
      BEGIN,
      removeSetAside(id),
      recordAction({ key: row.record.key ?? '', action: 'discard', messageId: row.messageId, reason, actor }),
      ...(reply ? [insertOutbox([reply], [], this.parts.context.owner)] : []),
      COMMIT,
    ];
    await this.transaction((client) => pipeline(client, queries));
    if (reply) this.parts.sender.send([reply], () => undefined);
    return { key: row.record.key ?? '', messageId: row.messageId ?? '', type: row.type, remaining: 0 };
  }

  private async redriveSome(key: string, rows: readonly ParkedMessageRow[], actor: string | undefined) {
    const positions = new Map<Item, number>();
    const obsolete: number[] = [];
    for (const row of rows) {
      const item = await this.parts.intake.itemOf({ message: row.record, complete: () => undefined });
      if (item) positions.set(item, row.position);
      // Nobody handles this type any more.
      else obsolete.push(row.position);
    }
    const batch = new Batch(this.parts.context, [...positions.keys()], new Map(), [], {
      key,
      lock: lockKey(key),
      cleanUp: (handled, failed) => {
        const [error] = failed.values();
        return [
          removeMessages([...obsolete, ...handled.map((item) => positions.get(item)!)]),
          recordAction({ key, action: 'redrive', reason: error && errorText(error), actor }),
          ...(error ? [updateError(key, errorText(error))] : [unparkWhenEmpty(key)]),
        ];
      },
    });
    const result = await this.transaction((client) => batch.run(client));
    this.parts.onCalls(result.calls);
    this.parts.sender.send(result.outgoing, () => undefined);
    const [error] = result.failed.values();
    const handled = obsolete.length + result.decided.size + result.stored.length;
    return { handled, error: error && errorText(error) };
  }

  private failedStep({ record }: { readonly record: BusMessage }, reason: string): Outgoing | undefined {
    const { service, clock } = this.parts.context;
    const asked = envelopeOf(record);
    if (asked?.replyTo === undefined) return undefined;
    const id = deriveId(asked.id, `outcome/${STEP_DISCARDED}`);
    const envelope: Envelope = {
      id,
      type: STEP_DISCARDED,
      source: `/counterpoint/${service}`,
      time: clock.now(),
      key: asked.key,
      correlationId: asked.correlationId,
      causationId: asked.id,
      traceparent: childTraceparent(asked.traceparent, id),
      tracestate: asked.tracestate,
      schemaVersion: 1,
      taskToken: asked.taskToken,
      outcome: 'failure',
    };
    const json = JSON.stringify({ reason: { code: 'DISCARDED', detail: reason } });
    return { id, record: encodeRecord(asked.replyTo, envelope, json), json };
  }

  private async transaction<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.parts.pool.connect();
    try {
      const result = await work(client);
      client.release();
      return result;
    } catch (error) {
      await client.query('rollback').then(() => client.release(), (broken: Error) => client.release(broken)); // prettier-ignore
      throw error;
    }
  }
}

/** Undefined where the headers themselves are what nobody can read: then nobody can be answered either. */
function envelopeOf({ headers, key }: BusMessage): Envelope | undefined {
  try {
    return decodeEnvelope(headers, key);
  } catch {
    return undefined;
  }
}
