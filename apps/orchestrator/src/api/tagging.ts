import { parseArn } from '../arn.js';
import type { Pool } from 'pg';
import type { Tags } from '../store/tags.js';
import { invalidArn, resourceNotFound, SfnError } from './errors.js';
import type { ActionAnswer, ActionRequest, SomeHandlers } from './handlers.js';

/** Tags of one resource (quota). */
const MAX_TAGS = 50;
const EXISTS = `
select exists (select 1 from state_machine where $1 = 'stateMachine' and name = $2 and status <> 'DELETED')
  or exists (select 1 from activity where $1 = 'activity' and name = $2) as found`;

/** Machines and activities can have tags; versions and aliases can't. */
export class TagActionsHandler implements SomeHandlers<'TagResource' | 'UntagResource' | 'ListTagsForResource'> {
  constructor(
    private readonly pool: Pool,
    private readonly tags: Tags,
  ) {}

  TagResource = async ({ resourceArn, tags }: ActionRequest<'TagResource'>): Promise<ActionAnswer> => {
    await this.exists(resourceArn);
    const keys = new Set([...(await this.tags.list(resourceArn)).map((tag) => tag.key), ...tags.map((tag) => tag.key ?? '')]);
    if (keys.size > MAX_TAGS)
      throw new SfnError('TooManyTags', `A resource can have at most ${MAX_TAGS} tags`, { resourceName: resourceArn });
    await this.tags.put(resourceArn, tags);
    return {};
  };

  UntagResource = async ({ resourceArn, tagKeys }: ActionRequest<'UntagResource'>): Promise<ActionAnswer> => {
    await this.exists(resourceArn);
    await this.tags.remove(resourceArn, tagKeys);
    return {};
  };

  ListTagsForResource = async ({ resourceArn }: ActionRequest<'ListTagsForResource'>): Promise<ActionAnswer> => {
    await this.exists(resourceArn);
    return { tags: await this.tags.list(resourceArn) };
  };

  private async exists(arn: string): Promise<void> {
    const parsed = parseArn(arn);
    if (parsed === undefined || !['stateMachine', 'activity'].includes(parsed.type)) throw invalidArn(arn);
    if (parsed.parts.length > 1) throw resourceNotFound(arn);
    const { rows } = await this.pool.query<{ found: boolean }>(EXISTS, [parsed.type, parsed.parts[0]]);
    if (rows[0]?.found !== true) throw resourceNotFound(arn);
  }
}
