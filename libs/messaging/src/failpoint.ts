import { setTimeout as delay } from 'node:timers/promises';

/**
 * Named places between any two durable steps where a crash test can end this process, throw or wait.
 * Inert unless COUNTERPOINT_FAILPOINT names one: `name=action`, several separated by commas. Actions:
 * `kill` (SIGKILL to the own process), `throw`, `delay:<milliseconds>`. `@n` behind the action: only on the n-th passage.
 * Example: `COUNTERPOINT_FAILPOINT=batch.committed=kill@3`.
 */
export const FAILPOINTS = [
  /** Before the batch's transaction begins. */
  'batch.begin',
  /** Everything is written, COMMIT is not sent yet. */
  'batch.saved',
  /** Committed; nothing was produced yet. */
  'batch.committed',
  /** The broker acknowledged the messages; offsets are not committed yet. */
  'batch.produced',
  /** Offsets are committed. */
  'batch.offsets',
  /** An outside call was answered; the answer is not decided yet. */
  'call.answered',
] as const;

interface Armed {
  readonly action: 'kill' | 'throw' | 'delay';
  readonly milliseconds: number;
  readonly passage: number | undefined;
  passages: number;
}

export class FailpointError extends Error {
  override readonly name = 'FailpointError';
}

const armed = parse(process.env['COUNTERPOINT_FAILPOINT']);
/** False in production: callers skip the await altogether. */
export const FAILPOINTS_ARMED = armed.size > 0;

function parse(text: string | undefined): Map<string, Armed> {
  const points = new Map<string, Armed>();
  for (const part of (text ?? '').split(',').filter(Boolean)) {
    const match = /^([\w.-]+)=(kill|throw|delay)(?::(\d+))?(?:@(\d+))?$/.exec(part.trim());
    if (!match) throw new Error(`COUNTERPOINT_FAILPOINT: cannot read "${part}"`);
    points.set(match[1]!, {
      action: match[2] as Armed['action'],
      milliseconds: Number(match[3] ?? 0),
      passage: match[4] === undefined ? undefined : Number(match[4]),
      passages: 0,
    });
  }
  return points;
}

/** Passes a named place. Throws FailpointError where a test asked for it. Names outside FAILPOINTS are other libraries' own. */
export async function failpoint(name: string): Promise<void> {
  const point = armed.get(name);
  if (!point) return;
  point.passages += 1;
  if (point.passage !== undefined && point.passage !== point.passages) return;
  switch (point.action) {
    case 'kill':
      process.kill(process.pid, 'SIGKILL');
      return;
    case 'throw':
      throw new FailpointError(name);
    case 'delay':
      await delay(point.milliseconds);
      return;
  }
}
