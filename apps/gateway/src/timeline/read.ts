import { Injectable } from '@nestjs/common';
import type { OrderStatus, SagaStyle, TimelineEntry } from '@counterpoint/contracts';
import { DataSource } from 'typeorm';

/** Most entries that one reading returns. */
export const MAX_TIMELINE_ENTRIES = 1_000;

export interface TimelineHead {
  readonly orderId: string;
  readonly customerId: string;
  readonly style: SagaStyle;
  readonly status: OrderStatus;
  readonly lastSequence: number;
  readonly endedAt: Date | null;
}

const HEADS = `select order_id as "orderId", customer_id as "customerId", style, status, last_sequence as "lastSequence", ended_at as "endedAt"
  from timeline where order_id = any($1::uuid[])`;
const ENTRIES = `select sequence, message_id as "messageId", type, kind, service, topic, causation_id as "causationId", outcome, at, data
  from timeline_entry where order_id = $1 and sequence > $2 order by sequence limit ${MAX_TIMELINE_ENTRIES}`;

/** Reads timelines. */
@Injectable()
export class Timelines {
  constructor(private readonly source: DataSource) {}

  heads(orderIds: readonly string[]): Promise<TimelineHead[]> {
    return this.source.query(HEADS, [orderIds]);
  }

  async head(orderId: string): Promise<TimelineHead | undefined> {
    return (await this.heads([orderId]))[0];
  }

  /** What follows `sequence`, at most MAX_TIMELINE_ENTRIES. */
  async entriesAfter(orderId: string, sequence: number): Promise<TimelineEntry[]> {
    const rows: (Omit<TimelineEntry, 'at'> & { readonly at: Date })[] = await this.source.query(ENTRIES, [orderId, sequence]);
    return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  }
}
