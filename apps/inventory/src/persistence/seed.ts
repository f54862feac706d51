import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { SeedItem } from '@counterpoint/contracts';
import { CONFIG, type Config } from '@counterpoint/platform';

const SEED = `
insert into stock (sku, available, reserved, unit_price_minor)
select sku, quantity, 0, price from unnest($1::text[], $2::integer[], $3::integer[]) as seed (sku, quantity, price)
on conflict (sku) do update set unit_price_minor = excluded.unit_price_minor
where stock.unit_price_minor <> excluded.unit_price_minor`;

/** Adds what the catalogue names and the stock does not have yet. Quantities that are there stay as they are. */
export async function seedStock(source: DataSource, items: readonly SeedItem[]): Promise<void> {
  const sorted = [...items].sort((a, b) => (a.sku < b.sku ? -1 : 1));
  await source.query(SEED, [
    sorted.map(({ sku }) => sku),
    sorted.map(({ quantity }) => quantity),
    sorted.map(({ unitPriceMinor }) => unitPriceMinor),
  ]);
}

/** Seeds the stock when the service starts. */
@Injectable()
export class StockSeeder implements OnModuleInit {
  constructor(
    private readonly source: DataSource,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onModuleInit(): Promise<void> {
    await seedStock(this.source, this.config.seedCatalogue);
  }
}
