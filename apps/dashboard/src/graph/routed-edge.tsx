import { EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import type { GraphEdge } from './definition-graph.js';
import type { Point } from './layout.js';

const HEAD = 6;

interface RoutedData {
  readonly points: readonly Point[];
  readonly label: Point | undefined;
  readonly text: string;
  readonly kind: GraphEdge['kind'];
  readonly taken: boolean;
  readonly known: boolean;
}

/** An edge along the points that the layout found for it, so that it goes around nodes and not through them. */
export function RoutedEdge({ data }: EdgeProps) {
  const { points, label, text, kind, taken, known } = data as unknown as RoutedData;
  const classes = `route route-${kind}${taken ? ' route-taken' : known ? ' route-untaken' : ''}`;
  const [before, tip] = points.slice(-2);
  return (
    <>
      <path className={classes} d={smooth(points)} fill="none" />
      {before === undefined || tip === undefined ? null : <path className={`${classes} route-head`} d={arrowHead(before, tip)} />}
      {label === undefined ? null : (
        <EdgeLabelRenderer>
          <div
            className={`route-label route-label-${kind}`}
            style={{ transform: `translate(-50%, -50%) translate(${label.x}px, ${label.y}px)` }}
          >
            {text}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
}

/** A line through the points whose corners are rounded: each bend is the control point between two middles. */
function smooth(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const bends = rest.map((point, index) => {
    const next = rest[index + 1];
    if (next === undefined) return `L${point.x} ${point.y}`;
    return `Q${point.x} ${point.y} ${(point.x + next.x) / 2} ${(point.y + next.y) / 2}`;
  });
  return `M${first.x} ${first.y}${bends.join('')}`;
}

function arrowHead(before: Point, tip: Point): string {
  const angle = Math.atan2(tip.y - before.y, tip.x - before.x);
  const corner = (turn: number) =>
    `${tip.x - HEAD * 1.6 * Math.cos(angle + turn)} ${tip.y - HEAD * 1.6 * Math.sin(angle + turn)}`;
  return `M${tip.x} ${tip.y}L${corner(0.42)}L${corner(-0.42)}z`;
}
