import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CatalogueView } from '@counterpoint/contracts';
import { CONFIG, type Config } from '@counterpoint/platform';
import { Price } from '../persistence/entities.js';

const SEED = `
insert into price (sku, unit_price_minor) select * from unnest($1::text[], $2::integer[])
on conflict (sku) do update set unit_price_minor = excluded.unit_price_minor where price.unit_price_minor <> excluded.unit_price_minor`;

/** The prices, in the order service's own database and in memory: no order waits for another service to be priced. */
@Injectable()
export class Catalogue implements OnModuleInit {
  private current: ReadonlyMap<string, number> = new Map();

  constructor(
    private readonly source: DataSource,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Unit price in minor units by SKU. */
  get prices(): ReadonlyMap<string, number> {
    return this.current;
  }

  async onModuleInit(): Promise<void> {
    const seed = [...this.config.seedCatalogue].sort((a, b) => (a.sku < b.sku ? -1 : 1));
    await this.source.query(SEED, [seed.map(({ sku }) => sku), seed.map(({ unitPriceMinor }) => unitPriceMinor)]);
    const rows = await this.source.manager.find(Price, { order: { sku: 'asc' } });
    this.current = new Map(rows.map(({ sku, unitPriceMinor }) => [sku, unitPriceMinor]));
  }

  view(): CatalogueView {
    return { items: [...this.current].map(([sku, unitPriceMinor]) => ({ sku, unitPriceMinor, currency: 'EUR' })) };
  }
}
