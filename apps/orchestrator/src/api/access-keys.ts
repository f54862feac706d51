import type { Pool } from 'pg';
import type { AccessKey } from './signature.js';

/** How long a key of the table is taken for good without asking again, in milliseconds. */
const TTL_MS = 5_000;
/** Unknown ids are remembered, too, but only so many. */
const MAX_CACHED = 10_000;

/** Access keys: those of the environment, and those of the table. */
export class AccessKeys {
  private readonly fixed: ReadonlyMap<string, AccessKey>;
  private readonly cached = new Map<string, { readonly key: AccessKey | undefined; readonly readAt: number }>();

  constructor(
    private readonly pool: Pool,
    fixed: readonly AccessKey[],
  ) {
    this.fixed = new Map(fixed.map((key) => [key.accessKeyId, key]));
  }

  async find(accessKeyId: string): Promise<AccessKey | undefined> {
    const fixed = this.fixed.get(accessKeyId);
    if (fixed !== undefined) return fixed;
    const known = this.cached.get(accessKeyId);
    if (known && Date.now() - known.readAt < TTL_MS) return known.key;
    const { rows } = await this.pool.query<AccessKey>(
      `select access_key_id as "accessKeyId", secret_access_key as "secretAccessKey", role from access_key where access_key_id = $1 and active`,
      [accessKeyId],
    );
    if (this.cached.size >= MAX_CACHED) this.cached.clear();
    this.cached.set(accessKeyId, { key: rows[0], readAt: Date.now() });
    return rows[0];
  }
}
