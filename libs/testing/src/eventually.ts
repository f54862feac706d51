/** How long `eventually` tries unless told otherwise, in milliseconds. */
export const EVENTUALLY_TIMEOUT_MS = 30_000;
/** First pause between two tries; it doubles up to the longest, in milliseconds. */
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 250;

export interface EventuallyOptions {
  readonly timeoutMs?: number;
  /** What is waited for, in the words of the failure message. */
  readonly what?: string;
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/**
 * Repeats `attempt` until it does not throw, and resolves to what it returned. This is how tests wait: there are no sleeps.
 * Rejects with the last error when the time is over.
 */
export async function eventually<T>(attempt: () => T | Promise<T>, options: EventuallyOptions = {}): Promise<T> {
  const timeoutMs = options.timeoutMs ?? EVENTUALLY_TIMEOUT_MS;
  const deadline = Date.now() + timeoutMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() + pauseMs > deadline) {
        const what = options.what === undefined ? '' : `${options.what}: `;
        const message = error instanceof Error ? error.message : String(error);
        throw new Error(`${what}not within ${timeoutMs} ms; last: ${message}`, { cause: error });
      }
      await pause(pauseMs);
    }
  }
}

/** Like `eventually`, for a condition: waits until `attempt` returns something that is neither false nor undefined nor null. */
export async function eventuallyTrue<T>(
  attempt: () => T | Promise<T>,
  options: EventuallyOptions = {},
): Promise<Exclude<T, false | null | undefined>> {
  return eventually(async () => {
    const value = await attempt();
    if (value === false || value === undefined || value === null) throw new Error('the condition does not hold');
    return value as Exclude<T, false | null | undefined>;
  }, options);
}
