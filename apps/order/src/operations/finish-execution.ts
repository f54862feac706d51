import { z } from 'zod';
import type { ExecutionStatusChanged } from '@counterpoint/contracts';
import { one, operation } from '@counterpoint/messaging';
import { Order } from '../persistence/entities.js';
import { changed } from './changed.js';

/** What the order saga's output says of the parcel. */
const Output = z.object({ shipment: z.object({ trackingCode: z.string() }) });

/** The execution of an order has succeeded: its output tells the tracking code. Other executions are not ours. */
export const finishExecution = operation({
  name: 'finishExecution',
  rows: { order: one(Order) },
  keys: ({ executionId, status }: ExecutionStatusChanged) => ({ order: status === 'SUCCEEDED' ? executionId : undefined }),
  decide({ order: stored }, { output }, context) {
    const parsed = Output.safeParse(output);
    if (stored === undefined || stored.handOver === 'handed_over' || !parsed.success) return {};
    const { trackingCode } = parsed.data.shipment;
    return { rows: { order: changed(stored, { ...stored, handOver: 'handed_over', trackingCode }, context) } };
  },
});
