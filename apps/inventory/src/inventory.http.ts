import { Controller, Get, Param } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { CatalogueView, ReservationView, StockView } from '@counterpoint/contracts';
import { problem, Roles } from '@counterpoint/platform';
import { Reservation, Stock } from './persistence/entities.js';

/** What inventory shows over HTTP. */
@Controller()
export class InventoryHttp {
  constructor(private readonly source: DataSource) {}

  @Get('catalogue')
  async catalogue(): Promise<CatalogueView> {
    const rows = await this.source.manager.find(Stock, { order: { sku: 'asc' } });
    return { items: rows.map(({ sku, unitPriceMinor }) => ({ sku, unitPriceMinor, currency: 'EUR' })) };
  }

  @Roles('operator')
  @Get('stock')
  async stock(): Promise<StockView> {
    const rows = await this.source.manager.find(Stock, { order: { sku: 'asc' } });
    return { items: rows.map(({ sku, available, reserved }) => ({ sku, available, reserved })) };
  }

  @Roles('operator')
  @Get('reservations/:orderId')
  async reservation(@Param('orderId', { schema: z.uuid() }) orderId: string): Promise<ReservationView> {
    const row = await this.source.manager.findOneBy(Reservation, { orderId });
    if (row === null) throw problem(404, 'not-found', `Nothing was ever reserved for the order ${orderId}.`);
    return { orderId, status: row.status, lines: [...row.lines], reason: row.reason };
  }
}
