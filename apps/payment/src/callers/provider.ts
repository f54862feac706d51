import { Inject, Injectable, Module } from '@nestjs/common';
import { Authorisation, Capture } from '@counterpoint/contracts';
import type { Caller, CallContext } from '@counterpoint/messaging';
import { CONFIG, JsonClient, type Config } from '@counterpoint/platform';
import {
  AUTHORISE_CALLER,
  CAPTURE_CALLER,
  VOID_CALLER,
  type AuthoriseCall,
  type CaptureCall,
  type VoidCall,
} from '../operations/calls.js';
import { finishAuthorisation } from '../operations/authorise-payment.js';
import { finishCapture } from '../operations/capture-payment.js';
import { finishVoid } from '../operations/close-payment.js';

/** The provider's API as far as payment needs it. What it throws means that the outcome of the call is unknown. */
@Injectable()
export class ProviderClient extends JsonClient {
  constructor(@Inject(CONFIG) config: Config<'providerUrl'>) {
    super(config.providerUrl);
  }
}

@Injectable()
export class AuthoriseCaller implements Caller<AuthoriseCall, Authorisation> {
  readonly name = AUTHORISE_CALLER;
  constructor(private readonly provider: ProviderClient) {}

  async call({ request }: AuthoriseCall, context: CallContext): Promise<Authorisation> {
    return Authorisation.parse(await this.provider.post('/authorisations', request, context));
  }

  answered(answer: Authorisation, call: AuthoriseCall) {
    return finishAuthorisation({ call, answer });
  }
}

@Injectable()
export class VoidCaller implements Caller<VoidCall, Authorisation> {
  readonly name = VOID_CALLER;
  constructor(private readonly provider: ProviderClient) {}

  async call({ order, authorisationKey }: VoidCall, context: CallContext): Promise<Authorisation> {
    const path = `/authorisations/${encodeURIComponent(authorisationKey)}/void`;
    return Authorisation.parse(await this.provider.post(path, { orderId: order.orderId }, context));
  }

  answered(_answer: Authorisation, call: VoidCall) {
    return finishVoid({ call });
  }
}

@Injectable()
export class CaptureCaller implements Caller<CaptureCall, Capture> {
  readonly name = CAPTURE_CALLER;
  constructor(private readonly provider: ProviderClient) {}

  /** After a try with unknown outcome, the look-up tells whether it landed; else the same key is sent again. */
  async call({ request }: CaptureCall, context: CallContext): Promise<Capture> {
    const landed =
      context.attempt > 1
        ? await this.provider.find(`/captures/${encodeURIComponent(context.idempotencyKey)}`, context)
        : undefined;
    return Capture.parse(landed ?? (await this.provider.post('/captures', request, context)));
  }

  answered(answer: Capture, call: CaptureCall) {
    return finishCapture({ call, answer });
  }
}

/** What the callers need, for whoever makes them. */
@Module({ providers: [ProviderClient], exports: [ProviderClient] })
export class ProviderModule {}
