import { Controller } from '@nestjs/common';
import { AuthorisePayment, CapturePayment, VoidPayment, type SagaInput } from '@counterpoint/contracts';
import { Handle } from '@counterpoint/messaging';
import { authorisePayment } from './operations/authorise-payment.js';
import { capturePayment } from './operations/capture-payment.js';
import { closePayment, type CloseInput } from './operations/close-payment.js';

/** Payment's voice in orchestration: told to do this, do it. */
@Controller()
export class PaymentOrchestration {
  @Handle(AuthorisePayment)
  authorise(command: SagaInput) {
    return authorisePayment(command);
  }

  @Handle(VoidPayment)
  close(command: CloseInput) {
    return closePayment(command);
  }

  @Handle(CapturePayment)
  capture(command: SagaInput) {
    return capturePayment(command);
  }
}
