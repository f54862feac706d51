/** What the user is told while the system starts. */
export type Progress =
  /** Something that takes a while began; said only for steps that the user would wonder about. */
  | { readonly kind: 'begin'; readonly text: string }
  /** A step is done. */
  | { readonly kind: 'done'; readonly text: string; readonly ms: number }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'ready'; readonly ms: number }
  | { readonly kind: 'failed'; readonly text: string };

export type Report = (progress: Progress) => void;

/** Runs a step and reports how long it took. `text` may be made from the result; without one nothing is said. */
export async function step<T>(
  report: Report,
  begin: string | undefined,
  work: () => Promise<T>,
  text: (result: T) => string | undefined,
): Promise<T> {
  const started = performance.now();
  if (begin !== undefined) report({ kind: 'begin', text: begin });
  const result = await work();
  const done = text(result);
  if (done !== undefined) report({ kind: 'done', text: done, ms: performance.now() - started });
  return result;
}
