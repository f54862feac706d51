import type { Logger } from '@counterpoint/platform';
import type { Pool } from 'pg';
import { shardTokens, takeShards } from '../store/sql/shards.js';

/**
 * Which shards are this node's. Kafka's group decides who should own a shard, the token in the database decides who does:
 * whoever takes the shard raises it, and every write of an older holder is refused.
 */
export class Ownership {
  readonly tokens = new Map<number, string>();
  private readonly ready = new Set<number>();

  constructor(
    private readonly pool: Pool,
    private readonly node: string,
    private readonly logger: Logger,
  ) {}

  /** True once the shard's executions are in memory. */
  owns(shard: number): boolean {
    return this.ready.has(shard);
  }
  get owned(): readonly number[] {
    return [...this.ready];
  }

  /** Raises the tokens of shards that are new here; returns those. */
  async take(shards: readonly number[]): Promise<number[]> {
    const taken = shards.filter((shard) => !this.tokens.has(shard));
    if (taken.length === 0) return [];
    for (const [shard, token] of await takeShards(this.pool, taken, this.node)) this.tokens.set(shard, token);
    return taken;
  }

  /** From here on the shards' executions may move. */
  open(shards: readonly number[]): void {
    for (const shard of shards) this.ready.add(shard);
    this.logger.info({ shards: [...this.ready] }, `owns ${this.ready.size} shard${this.ready.size === 1 ? '' : 's'}`);
  }

  /** Nothing moves until the shards are opened again; the tokens stay. */
  close(): void {
    this.ready.clear();
  }

  release(shards: Iterable<number>): void {
    for (const shard of shards) {
      this.ready.delete(shard);
      this.tokens.delete(shard);
    }
  }

  /** After a refused write: lets go of every shard whose token is another's by now. Whoever listens forgets its executions. */
  async dropLost(): Promise<number[]> {
    if (this.tokens.size === 0) return [];
    const current = await shardTokens(this.pool, [...this.tokens.keys()]);
    const lost = [...this.tokens].filter(([shard, token]) => current.get(shard) !== token).map(([shard]) => shard);
    this.release(lost);
    if (lost.length > 0) {
      this.logger.warn({ shards: lost }, 'another node took shards of ours');
      this.onLost(new Set(lost));
    }
    return lost;
  }

  onLost: (shards: ReadonlySet<number>) => void = () => undefined;
}
