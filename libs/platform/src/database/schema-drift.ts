import type { DataSource } from 'typeorm';

/**
 * The statements that TypeORM would run to bring the database to what the entities say, as `migration:generate` would
 * find them: none when the migrations say the same. Tables of no entity are left alone.
 */
export async function schemaDrift(source: DataSource): Promise<string[]> {
  const { upQueries } = await source.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}
