import { Controller, Get, Param } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { PaymentView } from '@counterpoint/contracts';
import { problem, Roles } from '@counterpoint/platform';
import { Payment } from './persistence/entities.js';

/** What payment shows over HTTP. */
@Controller()
export class PaymentHttp {
  constructor(private readonly source: DataSource) {}

  @Roles('operator')
  @Get('payments/:orderId')
  async payment(@Param('orderId', { schema: z.uuid() }) orderId: string): Promise<PaymentView> {
    const row = await this.source.manager.findOneBy(Payment, { orderId });
    if (row === null) throw problem(404, 'not-found', `There is no payment for the order ${orderId}.`);
    const { status, amountMinor, authorisationId, captureId, reason } = row;
    return { orderId, status, amountMinor, authorisationId, captureId, reason };
  }
}
