import { Controller, Get, Param } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { ShipmentView } from '@counterpoint/contracts';
import { problem, Roles } from '@counterpoint/platform';
import { Shipment } from './persistence/entities.js';

/** What shipping shows over HTTP. */
@Controller()
export class ShippingHttp {
  constructor(private readonly source: DataSource) {}

  @Roles('operator')
  @Get('shipments/:orderId')
  async shipment(@Param('orderId', { schema: z.uuid() }) orderId: string): Promise<ShipmentView> {
    const row = await this.source.manager.findOneBy(Shipment, { orderId });
    if (row === null) throw problem(404, 'not-found', `There is no shipment for the order ${orderId}.`);
    const { status, shipmentId, trackingCode, reason } = row;
    return { orderId, status, shipmentId, trackingCode, reason };
  }
}
