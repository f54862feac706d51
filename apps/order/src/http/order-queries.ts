import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { DEFAULT_PAGE_SIZE, type ListOrdersQuery } from '@counterpoint/contracts';
import { Approval, Order } from '../persistence/entities.js';
import { cursorOf } from './cursor.js';

const OrderCursor = cursorOf(z.strictObject({ before: z.uuid() }));
const ApprovalCursor = cursorOf(z.strictObject({ pending: z.boolean(), before: z.uuid() }));
interface Page<Row> {
  readonly rows: readonly Row[];
  readonly nextCursor: string | null;
}

/** What the order service reads for its HTTP API; nothing on the way of a saga. */
@Injectable()
export class OrderQueries {
  constructor(private readonly source: DataSource) {}

  /** An order that the caller may see; `customerId` undefined: any. */
  async find(id: string, customerId: string | undefined): Promise<Order | null> {
    return this.source.manager.findOneBy(Order, { id, ...(customerId !== undefined && { customerId }) });
  }

  /** Newest first. */
  async list(query: ListOrdersQuery, customerId: string | undefined): Promise<Page<Order>> {
    const { status, style, cursor, limit = DEFAULT_PAGE_SIZE } = query;
    const select = this.source.manager
      .createQueryBuilder(Order, 'o')
      .orderBy('o.id', 'DESC')
      .take(limit + 1);
    if (customerId !== undefined) select.andWhere('o.customerId = :customerId', { customerId });
    if (status !== undefined) select.andWhere('o.status = :status', { status });
    if (style !== undefined) select.andWhere('o.style = :style', { style });
    if (cursor !== undefined) select.andWhere('o.id < :before', OrderCursor.decode(cursor));
    return pageOf(await select.getMany(), limit, ({ id }) => OrderCursor.encode({ before: id }));
  }

  /** Pending ones first, newest first among each. */
  async approvals(cursor: string | undefined, limit = DEFAULT_PAGE_SIZE): Promise<Page<Approval>> {
    const from = cursor === undefined ? { pending: true, before: undefined } : ApprovalCursor.decode(cursor);
    const pending = from.pending ? await this.approvalsOf(true, from.before, limit + 1) : [];
    const rest = limit + 1 - pending.length;
    const others = rest > 0 ? await this.approvalsOf(false, from.pending ? undefined : from.before, rest) : [];
    return pageOf([...pending, ...others], limit, (last) =>
      ApprovalCursor.encode({ pending: last.status === 'pending', before: last.orderId }),
    );
  }

  private approvalsOf(pending: boolean, before: string | undefined, limit: number): Promise<Approval[]> {
    const select = this.source.manager.createQueryBuilder(Approval, 'a').orderBy('a.orderId', 'DESC').take(limit);
    select.where(pending ? `a.status = 'pending'` : `a.status <> 'pending'`);
    if (before !== undefined) select.andWhere('a.orderId < :before', { before });
    return select.getMany();
  }
}

/** One row more than the page holds tells that there is a next page. */
function pageOf<Row>(rows: readonly Row[], limit: number, cursor: (last: Row) => string): Page<Row> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, nextCursor: rows.length > limit && last !== undefined ? cursor(last) : null };
}
