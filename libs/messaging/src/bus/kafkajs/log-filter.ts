import { Logger } from '@nestjs/common';
import { logLevel, type logCreator } from 'kafkajs';

/**
 * Lines that kafkajs logs as errors while a broker starts or a group finds together, and that it then gets over by
 * itself: "not ready yet" is no error of ours.
 */
const NOT_READY_YET = [
  /group coordinator is not available/i,
  /coordinator is loading/i,
  /not the (correct )?coordinator/i,
  /leadership election/i,
  /does not host this topic-partition/i,
  /not the leader for that topic-partition/i,
  /group is rebalancing/i,
  /coordinator is not aware of this member/i,
  /ECONNREFUSED|Closed connection|Connection timeout|socket disconnected/i,
  /KafkaJSNumberOfRetriesExceeded|KafkaJSConnectionError|Restarting the consumer/i,
];

/** Hands kafkajs's log lines to Nest's logger, "not ready yet" as debug. */
export const quietLog: logCreator = () => {
  const logger = new Logger('kafkajs');
  return ({ level, log }) => {
    const text = [log.message, log['error'], log['groupId']].filter((part) => part !== undefined).join(' ');
    const harmless = NOT_READY_YET.some((pattern) => pattern.test(text));
    if (level === logLevel.ERROR && !harmless) logger.error(text);
    else if (level === logLevel.WARN && !harmless) logger.warn(text);
    else logger.debug(text);
  };
};
