import { STATUS_CODES } from 'node:http';
import type { Problem } from '@counterpoint/contracts';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';
const TYPE_PREFIX = 'urn:counterpoint:problem:';

/** An answer that is an error, thrown from handlers, pipes and guards; the filter turns it into problem details (RFC 9457). */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  constructor(
    readonly problem: Problem,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(problem.detail ?? problem.title);
  }
}

/**
 * Makes problem details. `code` names the kind of problem for machines and becomes its `type`;
 * `detail` tells a person what is wrong and what to do.
 */
export function problemOf(
  status: number,
  code: string,
  detail: string,
  more: Pick<Problem, 'title' | 'errors'> | Record<string, unknown> = {},
): Problem {
  return { type: `${TYPE_PREFIX}${code}`, title: STATUS_CODES[status] ?? 'Error', status, detail, ...more };
}

/** A `ProblemError` ready to be thrown. */
export function problem(
  status: number,
  code: string,
  detail: string,
  options: { readonly headers?: Readonly<Record<string, string>>; readonly more?: Record<string, unknown> } = {},
): ProblemError {
  return new ProblemError(problemOf(status, code, detail, options.more), options.headers);
}
