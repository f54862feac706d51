import { Admin } from '@platformatic/kafka';

/** A topic that must exist before anything produces to it or subscribes to it. */
export interface TopicPlan {
  readonly topic: string;
  readonly partitions: number;
  readonly replicas: number;
}

/** One attempt at a broker's answer, in milliseconds. */
const ANSWER_TIMEOUT_MS = 5_000;
/** Pause between two attempts while a broker is still starting, in milliseconds. */
const ATTEMPT_INTERVAL_MS = 50;

/**
 * Creates the topics that are missing and leaves the others as they are; partition counts are never changed.
 * A broker that does not answer yet is asked again until `deadlineMs` has passed, then the last fault is thrown.
 * @returns the names that were created
 */
export async function ensureTopics(
  brokers: readonly string[],
  plans: readonly TopicPlan[],
  deadlineMs: number,
): Promise<string[]> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    try {
      return await createMissing(brokers, plans);
    } catch (fault) {
      if (Date.now() >= deadline) throw fault;
      await new Promise((resolve) => setTimeout(resolve, ATTEMPT_INTERVAL_MS));
    }
  }
}

async function createMissing(brokers: readonly string[], plans: readonly TopicPlan[]): Promise<string[]> {
  const admin = new Admin({
    clientId: 'counterpoint-topics',
    bootstrapBrokers: [...brokers],
    retries: 0,
    connectTimeout: ANSWER_TIMEOUT_MS,
    timeout: ANSWER_TIMEOUT_MS,
  });
  try {
    const existing = new Set(await admin.listTopics({}));
    const missing = plans.filter(({ topic }) => !existing.has(topic));
    for (const [shape, topics] of byShape(missing)) {
      await admin.createTopics({ topics, partitions: shape.partitions, replicas: shape.replicas });
    }
    return missing.map(({ topic }) => topic);
  } finally {
    await admin.close();
  }
}

/** The client creates topics of one shape at a time. */
function byShape(plans: readonly TopicPlan[]): Map<TopicPlan, string[]> {
  const groups = new Map<string, { shape: TopicPlan; topics: string[] }>();
  for (const plan of plans) {
    const key = `${plan.partitions}/${plan.replicas}`;
    const group = groups.get(key) ?? { shape: plan, topics: [] };
    group.topics.push(plan.topic);
    groups.set(key, group);
  }
  return new Map([...groups.values()].map(({ shape, topics }) => [shape, topics]));
}
