import type { SagaStyle } from '@counterpoint/contracts';
import Link from '@cloudscape-design/components/link';
import type { Axis } from '../sequence/axis.js';
import { SequenceDiagram } from '../sequence/diagram.js';
import type { Arrow } from '../sequence/model.js';
import { StyleBadge } from '../ui/status.js';

interface Props {
  readonly style: SagaStyle;
  readonly orderId: string;
  readonly ended: boolean;
  readonly arrows: readonly Arrow[];
  readonly axis: Axis;
  readonly side: number;
  readonly until: number | undefined;
  readonly consistentAt: number | undefined;
}

/** One of the two diagrams, under its style's name. */
export function Side({ orderId, ended, ...diagram }: Props) {
  return (
    <section>
      <div className="compare-head">
        <StyleBadge style={diagram.style} />
        <span className="compare-state">{ended ? `${diagram.arrows.length} messages` : 'live'}</span>
        <Link href={`/ui/orders/${orderId}`}>Order</Link>
      </div>
      <SequenceDiagram {...diagram} />
    </section>
  );
}
