import type { OrderStatus, SagaStyle } from '@counterpoint/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the timeline knows of an order as a whole. */
@Entity({ name: 'timeline' })
export class TimelineRow {
  @PrimaryColumn({ name: 'order_id', type: 'uuid' })
  readonly orderId!: string;

  /** Who may see it when the order service is away. */
  @Column({ name: 'customer_id', type: 'text' })
  readonly customerId!: string;

  @Column({ type: 'text' })
  readonly style!: SagaStyle;

  /** As the messages tell it; the order service's own word counts more. */
  @Column({ type: 'text' })
  readonly status!: OrderStatus;

  /** Sequence of the newest entry. The row's lock makes sequences gapless. */
  @Column({ name: 'last_sequence', type: 'int' })
  readonly lastSequence!: number;

  /** When the saga's last message was seen: nothing more than stragglers follows. */
  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  readonly endedAt!: Date | null;
}

/** One message of an order's saga. */
@Entity({ name: 'timeline_entry' })
export class TimelineEntryRow {
  @PrimaryColumn({ name: 'order_id', type: 'uuid' })
  readonly orderId!: string;

  @PrimaryColumn({ type: 'int' })
  readonly sequence!: number;

  @Column({ name: 'message_id', type: 'uuid' })
  readonly messageId!: string;

  @Column({ type: 'text' })
  readonly type!: string;

  @Column({ type: 'text' })
  readonly kind!: 'command' | 'event' | 'reply';

  /** Who sent an event or a reply, who is told by a command. */
  @Column({ type: 'text' })
  readonly service!: string;

  @Column({ type: 'text' })
  readonly topic!: string;

  @Column({ name: 'causation_id', type: 'uuid', nullable: true })
  readonly causationId!: string | null;

  @Column({ type: 'text', nullable: true })
  readonly outcome!: 'success' | 'failure' | null;

  @Column({ type: 'timestamptz' })
  readonly at!: Date;

  /** The message's data without the order's snapshot, which is the same in all of them and holds the payment token. */
  @Column({ type: 'jsonb' })
  readonly data!: unknown;
}
