import type { Pool } from 'pg';

export interface Tag {
  readonly key?: string | undefined;
  readonly value?: string | undefined;
}

/** Tags of machines and activities, by ARN. */
export class Tags {
  constructor(private readonly pool: Pool) {}

  async put(arn: string, tags: readonly Tag[]): Promise<void> {
    const byKey = new Map(tags.map((tag) => [tag.key ?? '', tag.value ?? '']));
    await this.pool.query(
      `insert into tag (resource_arn, key, value) select $1, t.key, t.value from unnest($2::text[], $3::text[]) as t(key, value)
       on conflict (resource_arn, key) do update set value = excluded.value`,
      [arn, [...byKey.keys()], [...byKey.values()]],
    );
  }

  async remove(arn: string, keys: readonly string[]): Promise<void> {
    await this.pool.query('delete from tag where resource_arn = $1 and key = any($2::text[])', [arn, keys]);
  }

  async list(arn: string): Promise<{ key: string; value: string }[]> {
    return (
      await this.pool.query<{ key: string; value: string }>('select key, value from tag where resource_arn = $1 order by key', [
        arn,
      ])
    ).rows;
  }
}
