import type { SagaStyle } from '@counterpoint/contracts';
import { useMemo } from 'react';
import { duration } from '../ui/format.js';
import { useWidth } from '../ui/use-width.js';
import type { Axis } from './axis.js';
import { MessageArrow } from './arrow.js';
import { beliefsOf } from './beliefs.js';
import { Lane } from './lane.js';
import { lanesOf, type Arrow } from './model.js';
import './sequence.css';

const GUTTER_PX = 66;
const RIGHT_PX = 10;

interface Props {
  readonly style: SagaStyle;
  readonly arrows: readonly Arrow[];
  readonly axis: Axis;
  /** Which of the axis's diagrams this is. */
  readonly side: number;
  /** What is later is not shown yet, in milliseconds; absent: everything is shown. */
  readonly until?: number | undefined;
  readonly consistentAt?: number | undefined;
  readonly selected?: number | undefined;
  readonly onSelect?: ((sequence: number) => void) | undefined;
}

/** A saga as a sequence diagram: a lane for each service with what it believes, an arrow for each message, time downwards. */
export function SequenceDiagram({ style, arrows, axis, side, until, consistentAt, selected, onSelect }: Props) {
  const [frame, width] = useWidth<HTMLDivElement>();
  const lanes = lanesOf(style);
  const beliefs = useMemo(() => new Map(lanes.map((lane) => [lane, beliefsOf(lane, arrows)])), [lanes, arrows]);
  const spacing = (width - GUTTER_PX - RIGHT_PX) / lanes.length;
  const x = (lane: string) => GUTTER_PX + spacing * (Math.max(0, lanes.indexOf(lane)) + 0.5);
  const now = until ?? Number.POSITIVE_INFINITY;
  const bottom = Math.min(axis.height, axis.yAt(now) + (now >= axis.endT ? 24 : 0));
  const shown = arrows.map((arrow, index) => ({ arrow, y: axis.rows[side]?.[index] ?? 0 })).filter(({ arrow }) => arrow.t <= now);
  return (
    <div ref={frame} className="sequence">
      {width === 0 ? null : (
        <svg width={width} height={axis.height} role="img" aria-label={`Sequence diagram of the ${style} saga`}>
          {axis.ticks.map(({ t, y }) => (
            <g key={t + y} className="sequence-tick">
              <text x={GUTTER_PX - 12} y={y + 4} textAnchor="end">
                {t === 0 ? '0' : `+${duration(t)}`}
              </text>
              <line x1={GUTTER_PX - 8} x2={width} y1={y} y2={y} />
            </g>
          ))}
          {lanes.map((lane) => (
            <Lane
              key={lane}
              name={lane}
              x={x(lane)}
              width={spacing}
              height={axis.height}
              bottom={bottom}
              now={now}
              beliefs={beliefs.get(lane) ?? []}
              yAt={axis.yAt}
            />
          ))}
          {consistentAt === undefined || consistentAt > now ? null : (
            <g className="sequence-moment">
              <line x1={GUTTER_PX - 8} x2={width} y1={axis.yAt(consistentAt) + 12} y2={axis.yAt(consistentAt) + 12} />
              <text x={width - 4} y={axis.yAt(consistentAt) + 25} textAnchor="end">
                consistent after {duration(consistentAt)}
              </text>
            </g>
          )}
          {shown.map(({ arrow, y }) => (
            <MessageArrow
              key={arrow.entry.sequence}
              arrow={arrow}
              x={x}
              y={y}
              spacing={spacing}
              right={width - RIGHT_PX}
              selected={arrow.entry.sequence === selected}
              onSelect={onSelect}
            />
          ))}
        </svg>
      )}
    </div>
  );
}
