import { command, event, message } from '@counterpoint/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { z } from 'zod';
import type { Caller } from '../../src/calls/caller.js';
import { one, operation } from '../../src/operation/operation.js';

@Entity('payment')
export class Payment {
  @PrimaryColumn('uuid') orderId!: string;
  @Column('text') status!: 'CALLING' | 'PAID' | 'DECLINED';
}

const PayData = z.strictObject({ orderId: z.uuid() });
export const Paid = event('TestPaid', { service: 'payment', summary: 's', schema: PayData });
export const Declined = event('TestDeclined', { service: 'payment', outcome: 'failure', summary: 's', schema: PayData });
export const Pay = command('TestPay', {
  service: 'payment',
  summary: 's',
  schema: PayData,
  step: 'compensatable',
  outcomes: [Paid, Declined],
  timeoutSeconds: 1,
});

/** The first decision: the intent and the call. */
export const startPayment = operation({
  name: 'startPayment',
  rows: { payment: one(Payment) },
  keys: (input: z.infer<typeof PayData>) => ({ payment: input.orderId }),
  decide({ payment }, { orderId }) {
    if (payment?.status === 'CALLING') return {};
    if (payment) return { outcome: message(payment.status === 'PAID' ? Paid : Declined, { orderId }) };
    return {
      rows: { payment: { orderId, status: 'CALLING' as const } },
      calls: [{ caller: 'provider', key: `pay/${orderId}`, sagaKey: orderId, request: { orderId } }],
    };
  },
});

/** The second decision: what the provider answered. */
export const finishPayment = operation({
  name: 'finishPayment',
  rows: { payment: one(Payment) },
  keys: ({ orderId }: { orderId: string; paid: boolean }) => ({ payment: orderId }),
  decide: (_rows, { orderId, paid }) => ({
    outcome: message(paid ? Paid : Declined, { orderId }),
    rows: { payment: { orderId, status: paid ? ('PAID' as const) : ('DECLINED' as const) } },
  }),
});

/** Calls a provider over HTTP: 200 paid, 402 declined, anything else unknown. */
export function payCaller(url: string): Caller<{ orderId: string }, { paid: boolean }> & Caller {
  const caller: Caller<{ orderId: string }, { paid: boolean }> = {
    name: 'provider',
    timeoutMs: 1_000,
    async call(request, { idempotencyKey, signal, traceparent }) {
      const answer = await fetch(url, {
        method: 'POST',
        body: JSON.stringify(request),
        headers: { 'idempotency-key': idempotencyKey, traceparent: traceparent ?? '' },
        signal,
      });
      if (answer.status !== 200 && answer.status !== 402) throw new Error(`the provider answered ${answer.status}`);
      return { paid: answer.status === 200 };
    },
    answered: ({ paid }, { orderId }) => finishPayment({ orderId, paid }),
  };
  return caller;
}
