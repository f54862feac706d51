import type { BeliefChange } from './beliefs.js';

const RIBBON_PX = 12;
const HEAD_Y = 16;
const PILL = { y: 26, height: 20 };

interface Props {
  readonly name: string;
  readonly x: number;
  readonly width: number;
  readonly height: number;
  /** Where time has come to, in pixels. */
  readonly bottom: number;
  readonly now: number;
  readonly beliefs: readonly BeliefChange[];
  readonly yAt: (t: number) => number;
}

/** A service's line with a ribbon of what it believes, and above it what it believes now. */
export function Lane({ name, x, width, height, bottom, now, beliefs, yAt }: Props) {
  const known = beliefs.filter(({ t }) => t <= now);
  const current = known.at(-1);
  const pillWidth = Math.min(width - 6, 104);
  return (
    <g>
      <line className="sequence-lifeline" x1={x} x2={x} y1={PILL.y + PILL.height + 4} y2={height} />
      {known.map((belief, index) => {
        const y = yAt(belief.t);
        const next = known[index + 1];
        const end = next === undefined ? bottom : yAt(next.t);
        return (
          <rect
            key={belief.sequence}
            className={`belief belief-${belief.tone}`}
            x={x - RIBBON_PX / 2}
            y={y}
            width={RIBBON_PX}
            height={Math.max(0, end - y)}
          >
            <title>
              {name}: {belief.text}
            </title>
          </rect>
        );
      })}
      <text className="sequence-head" x={x} y={HEAD_Y} textAnchor="middle">
        {name}
      </text>
      {current === undefined ? null : (
        <g>
          <rect
            className={`belief belief-${current.tone}`}
            x={x - pillWidth / 2}
            y={PILL.y}
            width={pillWidth}
            height={PILL.height}
            rx={10}
          />
          <text className="sequence-pill" x={x} y={PILL.y + 14} textAnchor="middle">
            {current.text}
          </text>
        </g>
      )}
    </g>
  );
}
