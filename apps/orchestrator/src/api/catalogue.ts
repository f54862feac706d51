import type { Pool } from 'pg';
import { validate } from '@counterpoint/asl';
import { machineArn, type ArnScope } from '../arn.js';
import type { ActionAnswer, ActionRequest, SomeHandlers } from './handlers.js';
import type { Pages } from './pages.js';

const DEFAULT_DIAGNOSTICS = 100;
const LIST = `select name, type, created_at as "createdAt" from state_machine where status <> 'DELETED' and name > $1 order by name limit $2`;

/** The list of machines, and the check of a definition that is not stored. */
export class CatalogueActionsHandler implements SomeHandlers<'ListStateMachines' | 'ValidateStateMachineDefinition'> {
  constructor(
    private readonly pool: Pool,
    private readonly pages: Pages,
    private readonly scope: ArnScope,
  ) {}

  ListStateMachines = async (request: ActionRequest<'ListStateMachines'>): Promise<ActionAnswer> => {
    const size = this.pages.size(request.maxResults);
    const [after = ''] = this.pages.position('machines', request.nextToken) ?? [];
    const { rows } = await this.pool.query<{ name: string; type: string; createdAt: Date }>(LIST, [after, size + 1]);
    const page = this.pages.page('machines', rows, size, (row) => [row.name]);
    return {
      stateMachines: page.rows.map(({ name, type, createdAt }) => ({
        stateMachineArn: machineArn(this.scope, name),
        name,
        type,
        creationDate: createdAt,
      })),
      nextToken: page.nextToken,
    };
  };

  ValidateStateMachineDefinition = async (request: ActionRequest<'ValidateStateMachineDefinition'>): Promise<ActionAnswer> => {
    const all = validate(request.definition, { type: (request.type ?? 'STANDARD') as 'STANDARD' | 'EXPRESS' });
    const wanted = request.severity === 'WARNING' ? all : all.filter((diagnostic) => diagnostic.severity === 'ERROR');
    const size = request.maxResults === undefined || request.maxResults === 0 ? DEFAULT_DIAGNOSTICS : request.maxResults;
    return {
      result: all.some((diagnostic) => diagnostic.severity === 'ERROR') ? 'FAIL' : 'OK',
      diagnostics: wanted.slice(0, size),
      truncated: wanted.length > size,
    };
  };
}
