import type { Json } from '../../src/model.js';

/** A request over Kafka, as the shipped saga has them. */
function request(type: string, more: Record<string, Json>): Record<string, Json> {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::kafka:request',
    Parameters: { Topic: 'commands', Type: type, 'Key.$': '$.order.orderId', 'Payload.$': '$' },
    TimeoutSeconds: 45,
    ResultPath: null,
    ...more,
  };
}

const FOREVER = { ErrorEquals: ['States.ALL'], IntervalSeconds: 1, BackoffRate: 2, MaxDelaySeconds: 60, MaxAttempts: 99_999_999 };
const undo = (type: string): Record<string, Json> => request(type, { CompensateAfter: [], End: true });

/** The order saga's shape: three compensatable steps with a choice between, the pivot, two retriable steps. */
export const ORDER_SAGA: Json = {
  StartAt: 'ReserveStock',
  Compensation: { Begin: 'BeginCompensation', End: 'CloseOrder' },
  States: {
    ReserveStock: request('ReserveStock', { Compensate: 'ReleaseStock', Next: 'AuthorisePayment' }),
    AuthorisePayment: request('AuthorisePayment', { Compensate: 'VoidPayment', Next: 'ApprovalRequired' }),
    ApprovalRequired: {
      Type: 'Choice',
      Choices: [{ Variable: '$.order.approval.required', BooleanEquals: true, Next: 'RequestApproval' }],
      Default: 'ScheduleShipment',
    },
    RequestApproval: request('RequestApproval', {
      TimeoutSeconds: 86_400,
      Compensate: 'WithdrawApproval',
      Next: 'ScheduleShipment',
    }),
    ScheduleShipment: request('ScheduleShipment', { Compensate: 'CancelShipment', Next: 'CapturePayment' }),
    CapturePayment: request('CapturePayment', { Pivot: true, Next: 'ConfirmOrder' }),
    ConfirmOrder: request('ConfirmOrder', { Retry: [FOREVER], Next: 'HandOverShipment' }),
    HandOverShipment: request('HandOverShipment', { Retry: [FOREVER], Next: 'Completed' }),
    Completed: { Type: 'Succeed' },
    ReleaseStock: undo('ReleaseStock'),
    VoidPayment: undo('VoidPayment'),
    WithdrawApproval: undo('WithdrawApproval'),
    CancelShipment: undo('CancelShipment'),
    BeginCompensation: request('BeginCompensation', {
      Parameters: { Topic: 'commands', Type: 'BeginCompensation', 'Why.$': '$$.Compensation' },
      End: true,
    }),
    CloseOrder: request('CloseOrder', {
      Parameters: { Topic: 'commands', Type: 'CloseOrder', 'Why.$': '$$.Compensation' },
      End: true,
    }),
  },
};

export const ORDER: Json = { order: { orderId: 'o-1', approval: { required: false }, total: 2_500 } };

/** The same steps undone in strict reverse order: no CompensateAfter, no Begin and End. */
export const STRICT_SAGA: Json = {
  StartAt: 'A',
  States: {
    A: request('A', { Compensate: 'UndoA', Next: 'B' }),
    B: request('B', { Compensate: 'UndoB', Next: 'C' }),
    C: request('C', { Compensate: 'UndoC', Next: 'D' }),
    D: request('D', { End: true }),
    UndoA: request('UndoA', { End: true }),
    UndoB: request('UndoB', { End: true }),
    UndoC: request('UndoC', { End: true }),
  },
};
