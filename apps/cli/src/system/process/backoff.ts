/** The first pause before a process is started again, in milliseconds; it doubles with every quick death. */
export const FIRST_DELAY_MS = 200;
export const LONGEST_DELAY_MS = 10_000;
/** A process that lived this long did not die of its start, in milliseconds. */
export const SETTLED_MS = 10_000;

/** How long to wait before the next start, given how long the process lived and how many died young before it. */
export function restartDelay(livedMs: number, earlierQuickDeaths: number): { delayMs: number; quickDeaths: number } {
  const quickDeaths = livedMs >= SETTLED_MS ? 0 : earlierQuickDeaths;
  return { delayMs: Math.min(FIRST_DELAY_MS * 2 ** quickDeaths, LONGEST_DELAY_MS), quickDeaths: quickDeaths + 1 };
}
