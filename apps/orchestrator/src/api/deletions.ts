import type { Logger } from '@counterpoint/platform';
import type { Pool } from 'pg';

const FINISH = `
update state_machine m set status = 'DELETED'
where m.status = 'DELETING' and not exists (select 1 from execution e where e.machine_id = m.id and e.status = 'RUNNING')`;

/** A deleted machine keeps its name until its last execution has ended. */
export class Deletions {
  constructor(
    private readonly pool: Pool,
    private readonly logger: Logger,
  ) {}

  /** Looks which machines in deletion have no running execution any more; called at each deletion and once a minute. */
  async sweep(): Promise<void> {
    await this.pool
      .query(FINISH)
      .catch((error: unknown) => this.logger.warn({ err: error }, 'deleted machines could not be finished'));
  }
}
