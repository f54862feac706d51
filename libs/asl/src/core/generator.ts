/**
 * Code that is synchronous unless it meets a promise (JSONata): a generator that yields promises alone. `drive` runs it; a machine
 * without JSONata never leaves the calling stack.
 */
export type Steps<T> = Generator<Promise<unknown>, T, unknown>;

/** Use as `yield* settled(value)`. */
export function* settled<T>(value: T | Promise<T>): Steps<T> {
  return value instanceof Promise ? ((yield value) as T) : value;
}

export function drive<T>(steps: Steps<T>): T | Promise<T> {
  const first = steps.next();
  return first.done ? first.value : proceed(steps, first.value);
}

async function proceed<T>(steps: Steps<T>, promise: Promise<unknown>): Promise<T> {
  let awaited = promise;
  for (;;) {
    const step = await awaited.then(
      (value) => steps.next(value),
      (fault: unknown) => steps.throw(fault),
    );
    if (step.done) return step.value;
    awaited = step.value;
  }
}
