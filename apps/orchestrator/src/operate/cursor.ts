import { z } from 'zod';
import { problem } from '@counterpoint/platform';

/** Where a page begins: the start (epoch milliseconds) and id of the last execution of the page before it. */
const Position = z.tuple([z.int(), z.uuid()]);
export type Position = z.infer<typeof Position>;

export const encodeCursor = (position: Position): string => Buffer.from(JSON.stringify(position)).toString('base64url');

/** @throws problem 400 for a cursor that no list of ours gave out */
export function decodeCursor(cursor: string): Position {
  try {
    return Position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw problem(400, 'cursor-invalid', 'The cursor is none that a list gave out. Leave it out to begin at the first page.');
  }
}
