import { Controller } from '@nestjs/common';
import {
  BeginCompensation,
  CloseOrder,
  ConfirmOrder,
  ExecutionCancellationRefused,
  ExecutionStatusChanged,
  RequestApproval,
  WithdrawApproval,
  type SagaInput,
} from '@counterpoint/contracts';
import { Handle, On } from '@counterpoint/messaging';
import { requestApproval, withdrawApproval } from './operations/approval.js';
import { beginCompensation, closeOrder } from './operations/close-order.js';
import { refuseCancellation } from './operations/compensate.js';
import { confirmOrder } from './operations/confirm-order.js';
import { finishExecution } from './operations/finish-execution.js';

/** The order's voice in orchestration: told to do this, do it. */
@Controller()
export class OrderOrchestration {
  @Handle(RequestApproval)
  requestApproval(command: SagaInput) { return requestApproval(command); }

  @Handle(WithdrawApproval)
  withdrawApproval(command: SagaInput) { return withdrawApproval(command); }

  @Handle(ConfirmOrder)
  confirm(command: SagaInput) { return confirmOrder(command); }

  @Handle(BeginCompensation)
  begin(command: BeginCompensation) { return beginCompensation(command); }

  @Handle(CloseOrder)
  close(command: CloseOrder) { return closeOrder(command); }

  @On(ExecutionCancellationRefused)
  tooLate(event: ExecutionCancellationRefused) { return refuseCancellation({ orderId: event.executionId }); }

  @On(ExecutionStatusChanged)
  ended(event: ExecutionStatusChanged) { return finishExecution(event); }
}
