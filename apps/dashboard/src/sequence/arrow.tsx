import { duration } from '../ui/format.js';
import type { Arrow } from './model.js';

const HEAD = 6;
const RIBBON_HALF_PX = 6;
const CHARACTER_PX = 6.4;

interface Props {
  readonly arrow: Arrow;
  readonly x: (lane: string) => number;
  readonly y: number;
  readonly spacing: number;
  /** Where the drawing ends on the right, in pixels. */
  readonly right: number;
  readonly selected: boolean;
  readonly onSelect?: ((sequence: number) => void) | undefined;
}

/** A message: a line to each service that it goes to, or a point where it only tells. */
export function MessageArrow({ arrow, x, y, spacing, right, selected, onSelect }: Props) {
  const { entry, tone, to, t } = arrow;
  const from = x(arrow.from);
  const targets = to.map(x);
  const select = () => onSelect?.(entry.sequence);
  return (
    <g
      className={`message message-${tone} message-${entry.kind}${selected ? ' message-selected' : ''}`}
      {...(onSelect === undefined
        ? {}
        : { tabIndex: 0, role: 'button', onClick: select, onKeyDown: (event) => event.key === 'Enter' && select() })}
      aria-label={`${entry.type}, ${entry.kind} from ${arrow.from} to ${to.join(' and ') || 'nobody in particular'}, after ${duration(t)}`}
    >
      <rect
        className="message-hit"
        x={Math.min(from, ...targets) - spacing / 3}
        y={y - 18}
        width={Math.max(from, ...targets) - Math.min(from, ...targets) + (spacing * 2) / 3}
        height={24}
        rx={4}
      />
      {[Math.min(from, ...targets), Math.max(from, ...targets)]
        .filter((end) => end !== from)
        .map((end) => (
          <line key={end} x1={from} x2={end - Math.sign(end - from) * RIBBON_HALF_PX} y1={y} y2={y} />
        ))}
      {targets.map((target) => (
        <path
          key={target}
          className="message-head"
          d={head(target - Math.sign(target - from) * RIBBON_HALF_PX, y, Math.sign(target - from))}
        />
      ))}
      {targets.length === 0 ? <circle cx={from} cy={y} r={5} /> : null}
      <text {...labelPlace(entry.type, from, targets, right)} y={y - 6}>
        {entry.type}
      </text>
    </g>
  );
}

function head(x: number, y: number, direction: number): string {
  return `M${x} ${y}l${-direction * HEAD * 1.5} ${-HEAD * 0.75}v${HEAD * 1.5}z`;
}

/** In the middle of the line; beside the point, on the side where there is room. */
function labelPlace(
  text: string,
  from: number,
  targets: readonly number[],
  right: number,
): { x: number; textAnchor: 'middle' | 'start' | 'end' } {
  const room = text.length * CHARACTER_PX;
  if (targets.length === 0) {
    return from + 10 + room < right ? { x: from + 10, textAnchor: 'start' } : { x: from - 10, textAnchor: 'end' };
  }
  const low = Math.min(from, ...targets);
  const high = Math.max(from, ...targets);
  return { x: Math.max(room / 2, Math.min((low + high) / 2, right - room / 2)), textAnchor: 'middle' };
}
