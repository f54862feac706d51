import { AssignerProtocol, type PartitionAssigner } from 'kafkajs';
import { ASSIGNOR_NAME, assignRanges } from '../range-assignor.js';

const VERSION = 0;

/** Our range assignor in the form that kafkajs takes. */
export const rangeAssigner: PartitionAssigner = ({ cluster }) => ({
  name: ASSIGNOR_NAME,
  version: VERSION,
  // kafkajs wants promises here.
  assign({ members, topics }) {
    const subscribed = members.map(({ memberId, memberMetadata }) => ({
      memberId,
      topics: AssignerProtocol.MemberMetadata.decode(memberMetadata)?.topics ?? topics,
    }));
    const ranges = assignRanges(subscribed, (topic) => cluster.findTopicPartitionMetadata(topic).length);
    return Promise.resolve(
      [...ranges].map(([memberId, byTopic]) => ({
        memberId,
        memberAssignment: AssignerProtocol.MemberAssignment.encode({
          version: VERSION,
          assignment: Object.fromEntries(byTopic),
          userData: Buffer.alloc(0),
        }),
      })),
    );
  },
  protocol({ topics }) {
    return {
      name: ASSIGNOR_NAME,
      metadata: AssignerProtocol.MemberMetadata.encode({ version: VERSION, topics, userData: Buffer.alloc(0) }),
    };
  },
});
