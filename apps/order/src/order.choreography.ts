import { Controller } from '@nestjs/common';
import {
  CancellationRefused,
  CaptureRefused,
  PaymentAuthorised,
  PaymentCaptured,
  PaymentDeclined,
  PaymentVoided,
  ShipmentCancelled,
  ShipmentHandedOver,
  ShipmentRefused,
  ShipmentScheduled,
  StockRejected,
  StockReleased,
  StockReserved,
  type SagaInput,
} from '@counterpoint/contracts';
import { On } from '@counterpoint/messaging';
import { clearOrder } from './operations/clear-order.js';
import { compensateOrder, confirmUndo, refuseCancellation, rejectOrder } from './operations/compensate.js';
import { confirmOrder, recordHandOver } from './operations/confirm-order.js';
import { followSaga } from './operations/follow-saga.js';
import { noteRefusal } from './operations/stop-order.js';

/** The order's voice in choreography: when this happened, do that. */
@Controller()
export class OrderChoreography {
  @On(StockReserved)
  reserved(event: SagaInput) { return followSaga({ ...event, begins: 'authorisePayment' }); }

  @On(PaymentAuthorised)
  clear(event: SagaInput) { return clearOrder(event); }

  @On(ShipmentScheduled)
  scheduled(event: SagaInput) { return followSaga({ ...event, begins: 'capturePayment' }); }

  @On(PaymentCaptured)
  confirm(event: SagaInput) { return confirmOrder(event); }

  @On(ShipmentHandedOver)
  handedOver(event: ShipmentHandedOver) { return recordHandOver(event); }

  @On(StockRejected)
  reject(event: StockRejected) { return rejectOrder(event); }

  @On(ShipmentRefused)
  refused(event: ShipmentRefused) { return noteRefusal(event); }

  @On(PaymentDeclined)
  declined(event: PaymentDeclined) { return compensateOrder({ ...event, undo: ['stock'] }); }

  @On(PaymentVoided, CaptureRefused)
  closed(event: PaymentVoided) { return compensateOrder({ ...event, undo: ['stock', 'shipment'] }); }

  @On(StockReleased)
  released(event: SagaInput) { return confirmUndo({ ...event, what: 'stock' }); }

  @On(ShipmentCancelled)
  shipmentCancelled(event: SagaInput) { return confirmUndo({ ...event, what: 'shipment' }); }

  @On(CancellationRefused)
  tooLate(event: SagaInput) { return refuseCancellation({ orderId: event.order.orderId }); }
}
