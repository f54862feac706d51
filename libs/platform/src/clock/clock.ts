/** The time of the system. Injected wherever time matters, so that tests can move it. */
export abstract class Clock {
  /** Epoch milliseconds. */
  abstract now(): number;
  /** How many real milliseconds `milliseconds` of this clock take; what a timer has to wait. */
  abstract realMs(milliseconds: number): number;
}

/** The wall clock, moved by an offset and run faster by a scale from its creation on (`CLOCK_OFFSET_SECONDS`, `CLOCK_SCALE`). */
export class SystemClock extends Clock {
  private readonly startedAt = Date.now();
  private readonly offsetMs: number;
  private readonly scale: number;

  constructor(options: { readonly clockOffsetSeconds?: number; readonly clockScale?: number } = {}) {
    super();
    this.offsetMs = (options.clockOffsetSeconds ?? 0) * 1_000;
    this.scale = options.clockScale ?? 1;
  }

  now(): number {
    return Math.round(this.startedAt + this.offsetMs + (Date.now() - this.startedAt) * this.scale);
  }

  realMs(milliseconds: number): number {
    return Math.max(0, Math.ceil(milliseconds / this.scale));
  }
}
