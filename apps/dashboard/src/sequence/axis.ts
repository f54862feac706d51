import type { Arrow } from './model.js';

/** Rows of one diagram are at least this far apart, those of two diagrams this far, in pixels. */
const ROW_PX = 30;
const ACROSS_PX = 4;
/** A pause grows with the logarithm of its length, up to this, in pixels: 20 s and 20 ms fit one picture. */
const MAX_PAUSE_PX = 90;
const PX_PER_DOUBLING = 7;
const MS_OF_FIRST_DOUBLING = 4;
export const TOP_PX = 64;
const BOTTOM_PX = 40;
const TICK_DISTANCE_PX = 28;

interface Knot {
  readonly t: number;
  readonly y: number;
}
export interface Axis {
  /** Position of each arrow: by diagram, by the arrow's index. */
  readonly rows: readonly (readonly number[])[];
  readonly ticks: readonly Knot[];
  readonly height: number;
  readonly endT: number;
  /** Position of a time in milliseconds. Monotonic. */
  readonly yAt: (t: number) => number;
  readonly tAt: (y: number) => number;
}

const pausePx = (ms: number): number => Math.min(MAX_PAUSE_PX, PX_PER_DOUBLING * Math.log2(1 + ms / MS_OF_FIRST_DOUBLING));

/** One time axis for all diagrams: later is lower, in each diagram and across them. */
export function axisOf(diagrams: readonly (readonly Arrow[])[]): Axis {
  const rows: number[][] = diagrams.map(() => []);
  const all = diagrams
    .flatMap((arrows, side) => arrows.map((arrow) => ({ side, t: arrow.t })))
    .sort((left, right) => left.t - right.t);
  const knots: Knot[] = [];
  let lastT = 0;
  let lastY = TOP_PX;
  for (const { side, t } of all) {
    const own = rows[side]?.at(-1);
    const y = Math.max(
      lastY + (knots.length === 0 ? 0 : ACROSS_PX),
      lastY + pausePx(t - lastT),
      own === undefined ? 0 : own + ROW_PX,
    );
    rows[side]?.push(y);
    knots.push({ t, y });
    lastT = t;
    lastY = y;
  }
  return {
    rows,
    ticks: spaced(knots),
    height: lastY + BOTTOM_PX,
    endT: lastT,
    yAt: (t) => interpolate(knots, t, 't', 'y') ?? TOP_PX,
    tAt: (y) => interpolate(knots, y, 'y', 't') ?? 0,
  };
}

function spaced(knots: readonly Knot[]): Knot[] {
  const ticks: Knot[] = [];
  for (const knot of knots) {
    const last = ticks.at(-1);
    if (last === undefined || knot.y - last.y >= TICK_DISTANCE_PX) ticks.push(knot);
  }
  return ticks;
}

/** Piecewise linear; of several knots at one place the last one counts. Undefined without knots. */
function interpolate(knots: readonly Knot[], at: number, from: keyof Knot, to: keyof Knot): number | undefined {
  const after = knots.findIndex((knot) => knot[from] > at);
  const right = knots[after];
  const left = after === -1 ? knots.at(-1) : knots[after - 1];
  if (left === undefined || right === undefined) return (left ?? right)?.[to];
  return left[to] + ((at - left[from]) / (right[from] - left[from])) * (right[to] - left[to]);
}
