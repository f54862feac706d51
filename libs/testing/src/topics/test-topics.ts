import { randomBytes } from 'node:crypto';
import { TOPICS } from '@counterpoint/contracts';
import { substrate } from '../substrate/substrate.js';
import { TopicLog } from './topic-log.js';

/** Topics of one spec file, under a prefix of their own, so that spec files share a broker without meeting. */
export interface TestTopics {
  /** What goes before every topic and group name (`TOPIC_PREFIX`). */
  readonly prefix: string;
  readonly log: TopicLog;
  drop(): Promise<void>;
}

/** Makes the given topics (all of the contracts unless named) under a new prefix. */
export async function testTopics(topics: readonly string[] = TOPICS, partitions = 2): Promise<TestTopics> {
  const prefix = `t${randomBytes(5).toString('hex')}.`;
  const names = [...new Set(topics)].map((topic) => `${prefix}${topic}`);
  const log = new TopicLog(substrate().brokers);
  await log.create(names, partitions);
  return {
    prefix,
    log,
    drop: async () => {
      await log.delete(names).catch(() => undefined);
      await log.close();
    },
  };
}
