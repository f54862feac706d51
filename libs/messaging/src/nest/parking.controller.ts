import { Body, Controller, Get, HttpCode, Inject, NotFoundException, Param, Post, Req } from '@nestjs/common';
import { Roles } from '@counterpoint/platform';
import { z } from 'zod';
import { Parking } from '../parking/parking.js';

/** Longest reason that an operator may give, in characters. */
const MAX_REASON_LENGTH = 1_000;
const DiscardBody = z.strictObject({ reason: z.string().min(1).max(MAX_REASON_LENGTH) });
interface Authenticated {
  readonly principal?: { readonly subject: string };
}

/** Parked messages of this service, for operators. A service mounts it in its module's `controllers`. */
@Roles('operator', 'admin')
@Controller()
export class ParkingController {
  constructor(@Inject(Parking) private readonly parking: Parking) {}

  @Get('parked')
  async list() {
    return { items: await this.parking.list() };
  }

  @Get('set-aside')
  async setAside() {
    return { items: await this.parking.setAside() };
  }

  @Post('parked/:key/redrive')
  @HttpCode(200)
  async redrive(@Param('key') key: string, @Req() request: Authenticated) {
    return (await this.parking.redrive(key, request.principal?.subject)) ?? notParked(key);
  }

  /** `key` is a parked key, or the id of a message that was set aside. */
  @Post('parked/:key/discard')
  @HttpCode(200)
  async discard(
    @Param('key') key: string,
    @Body({ schema: DiscardBody }) body: z.infer<typeof DiscardBody>,
    @Req() request: Authenticated,
  ) {
    const actor = request.principal?.subject;
    const discarded = await this.parking.discard(key, body.reason, actor);
    return discarded ?? (await this.parking.discardSetAside(key, body.reason, actor)) ?? notParked(key);
  }
}

function notParked(key: string): never {
  throw new NotFoundException(`No message of the key ${key} is parked.`);
}
