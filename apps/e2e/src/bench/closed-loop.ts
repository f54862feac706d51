/** One saga of a run. */
export interface Planned {
  readonly index: number;
  /** It is refused for good at the shipment and has to be compensated. */
  readonly fail: boolean;
}
export type Ending = 'confirmed' | 'compensated';

export interface LoopResult {
  readonly seconds: number;
  /** From submit to the terminal state as the driver sees it, in milliseconds, sorted. */
  readonly latenciesMs: readonly number[];
  /** Sagas that ended otherwise than planned. */
  readonly wrong: number;
}

/** Spreads the failing share evenly, the same for every run. */
export const isFailing = (index: number, failRate: number): boolean =>
  Math.floor((index + 1) * failRate) > Math.floor(index * failRate);

/** Keeps `concurrency` sagas in flight until `count` have ended. */
export async function closedLoop(
  count: number,
  concurrency: number,
  failRate: number,
  submit: (planned: Planned) => Promise<Ending>,
): Promise<LoopResult> {
  const latenciesMs: number[] = [];
  let next = 0;
  let wrong = 0;
  const client = async () => {
    for (let index = next++; index < count; index = next++) {
      const fail = isFailing(index, failRate);
      const started = performance.now();
      const ending = await submit({ index, fail });
      latenciesMs.push(performance.now() - started);
      if (ending !== (fail ? 'compensated' : 'confirmed')) wrong += 1;
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, client));
  return { seconds: (performance.now() - started) / 1000, latenciesMs: latenciesMs.sort((a, b) => a - b), wrong };
}

/** The value below which the share `quantile` of sorted numbers lies. */
export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
