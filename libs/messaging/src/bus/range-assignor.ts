/** Name under which members of a group agree on this assignor. */
export const ASSIGNOR_NAME = 'counterpoint-range';

export interface GroupMember {
  readonly memberId: string;
  readonly topics: readonly string[];
}
/** Member id to topic to partitions. */
export type Assignment = Map<string, Map<string, number[]>>;

/**
 * Gives each member a range of partition *numbers*, the same for every topic, so that partition p of all topics has one
 * owner (the orchestrator's shard p is partition p of its commands and of its replies). The members' order decides; static
 * members keep theirs, because their ids begin with their instance id.
 */
export function assignRanges(members: readonly GroupMember[], partitionsOf: (topic: string) => number): Assignment {
  const assignment: Assignment = new Map(members.map((member) => [member.memberId, new Map<string, number[]>()]));
  const topics = [...new Set(members.flatMap((member) => member.topics))].sort();
  // Topics with the same subscribers share one division; in a group of equal replicas that is all of them.
  const groups = new Map<string, { readonly owners: string[]; readonly topics: string[] }>();
  for (const topic of topics) {
    const owners = members.filter((member) => member.topics.includes(topic)).map((member) => member.memberId).sort(); // prettier-ignore
    const name = owners.join('\n');
    const group = groups.get(name) ?? { owners, topics: [] };
    group.topics.push(topic);
    groups.set(name, group);
  }
  for (const { owners, topics: shared } of groups.values()) {
    const highest = Math.max(0, ...shared.map(partitionsOf));
    for (const topic of shared) {
      for (let partition = 0; partition < partitionsOf(topic); partition++) {
        const owner = owners[Math.floor((partition * owners.length) / highest)]!;
        const owned = assignment.get(owner)!;
        owned.set(topic, [...(owned.get(topic) ?? []), partition]);
      }
    }
  }
  return assignment;
}
