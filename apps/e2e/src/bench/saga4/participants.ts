import { Controller, Module, type DynamicModule, type Type } from '@nestjs/common';
import { Handle, MessagingModule, On } from '@counterpoint/messaging';
import { authorise, confirm, Effect, Effects1763800000000, release, reserve, ship, voidPayment } from './effects.js';
import {
  Saga4Authorise,
  Saga4Authorised,
  Saga4Confirm,
  Saga4Placed,
  Saga4Release,
  Saga4Reserve,
  Saga4Reserved,
  Saga4Ship,
  Saga4ShipmentRejected,
  Saga4Shipped,
  Saga4Void,
  Saga4Voided,
  type Saga4Order,
} from './messages.js';

@Controller()
class Inventory {
  @Handle(Saga4Reserve)
  told(order: Saga4Order) {
    return reserve(order);
  }
  @Handle(Saga4Release)
  toldToUndo(order: Saga4Order) {
    return release(order);
  }
  @On(Saga4Placed)
  placed(order: Saga4Order) {
    return reserve(order);
  }
  @On(Saga4Voided)
  voided(order: Saga4Order) {
    return release(order);
  }
}

@Controller()
class Payment {
  @Handle(Saga4Authorise)
  told(order: Saga4Order) {
    return authorise(order);
  }
  @Handle(Saga4Void)
  toldToUndo(order: Saga4Order) {
    return voidPayment(order);
  }
  @On(Saga4Reserved)
  reserved(order: Saga4Order) {
    return authorise(order);
  }
  @On(Saga4ShipmentRejected)
  rejected(order: Saga4Order) {
    return voidPayment(order);
  }
}

@Controller()
class Shipping {
  @Handle(Saga4Ship)
  told(order: Saga4Order) {
    return ship(order);
  }
  @On(Saga4Authorised)
  authorised(order: Saga4Order) {
    return ship(order);
  }
}

@Controller()
class Order {
  @Handle(Saga4Confirm)
  told(order: Saga4Order) {
    return confirm(order);
  }
  @On(Saga4Shipped)
  shipped(order: Saga4Order) {
    return confirm(order);
  }
}

const CONTROLLERS: Readonly<Record<string, readonly Type[]>> = {
  'saga4-all': [Inventory, Payment, Shipping, Order],
  'saga4-inventory': [Inventory],
  'saga4-payment': [Payment],
  'saga4-shipping': [Shipping],
  'saga4-order': [Order],
};

@Module({})
export class Participants {
  /** All four participants in one process, or the one that the service's name says. */
  static of(service: string): DynamicModule {
    const controllers = CONTROLLERS[service];
    if (!controllers) throw new Error(`${service} is none of ${Object.keys(CONTROLLERS).join(', ')}`);
    return {
      module: Participants,
      imports: [MessagingModule.forRoot({ service, entities: [Effect], migrations: [Effects1763800000000] })],
      controllers: [...controllers],
    };
  }
}
