import { useEffect, useState } from 'react';
import { TOP_PX, type Axis } from '../sequence/axis.js';

/** How fast the replay goes down the axis at speed 1, in pixels a second: pauses are as long as they look. */
const PX_PER_SECOND = 90;
const MS_PER_SECOND = 1_000;
export const SPEEDS = [0.25, 0.5, 1, 2, 4] as const;

export interface Replay {
  /** Position on the axis in pixels; undefined: live, everything that there is. */
  readonly y: number | undefined;
  readonly playing: boolean;
  readonly speed: number;
  readonly play: () => void;
  readonly pause: () => void;
  readonly goTo: (y: number) => void;
  readonly live: () => void;
  readonly setSpeed: (speed: number) => void;
}

/** Plays the axis again from wherever it stands. */
export function useReplay(axis: Axis): Replay {
  const [y, setY] = useState<number>();
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(1);
  useEffect(() => {
    if (!playing) return;
    let last = performance.now();
    let frame = requestAnimationFrame(function step(now) {
      const moved = ((now - last) / MS_PER_SECOND) * PX_PER_SECOND * speed;
      last = now;
      setY((before = TOP_PX) => Math.min(axis.height, before + moved));
      frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, speed, axis.height]);
  useEffect(() => {
    if (playing && y !== undefined && y >= axis.height) setPlaying(false);
  }, [playing, y, axis.height]);
  return {
    y,
    playing,
    speed,
    setSpeed,
    play: () => {
      if (y === undefined || y >= axis.height) setY(TOP_PX - 1);
      setPlaying(true);
    },
    pause: () => setPlaying(false),
    goTo: (to) => {
      setPlaying(false);
      setY(to);
    },
    live: () => {
      setPlaying(false);
      setY(undefined);
    },
  };
}
