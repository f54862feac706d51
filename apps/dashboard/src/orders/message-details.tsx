import type { TimelineEntry } from '@counterpoint/contracts';
import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { Empty } from '../ui/feedback.js';
import { timeOfDay } from '../ui/format.js';
import { Json } from '../ui/json.js';

interface Props {
  readonly entry: TimelineEntry | undefined;
  readonly cause: TimelineEntry | undefined;
}

/** One message of the saga: what it is, why it was sent, what is in it. */
export function MessageDetails({ entry, cause }: Props) {
  if (entry === undefined) return <Empty>Choose a message in the diagram to see what is in it.</Empty>;
  return (
    <SpaceBetween size="m">
      <Box variant="h3" padding="n">
        {entry.type}
      </Box>
      <KeyValuePairs
        columns={2}
        items={[
          { label: 'Kind', value: entry.kind },
          { label: 'Topic', value: entry.topic === '' ? '–' : entry.topic },
          { label: entry.kind === 'command' ? 'Told' : 'Sent by', value: entry.service },
          { label: 'At', value: timeOfDay(entry.at) },
          {
            label: 'Outcome',
            value:
              entry.outcome === null ? (
                '–'
              ) : (
                <StatusIndicator type={entry.outcome === 'failure' ? 'error' : 'success'}>{entry.outcome}</StatusIndicator>
              ),
          },
          { label: 'Caused by', value: cause?.type ?? '–' },
        ]}
      />
      <Box variant="small">
        Message <span className="mono">{entry.messageId}</span>
      </Box>
      <Json label="Data of the message" text={JSON.stringify(entry.data)} />
    </SpaceBetween>
  );
}
