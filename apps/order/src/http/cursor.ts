import { z } from 'zod';
import { problem } from '@counterpoint/platform';

/** Where the next page of a list begins; opaque to the client. */
export interface Cursor<Position> {
  encode(position: Position): string;
  /** @throws a problem 400 for a cursor that this list never gave. */
  decode(text: string): Position;
}

export function cursorOf<Schema extends z.ZodType>(schema: Schema): Cursor<z.infer<Schema>> {
  return {
    encode: (position) => Buffer.from(JSON.stringify(position)).toString('base64url'),
    decode: (text) => {
      const parsed = schema.safeParse(parseJson(Buffer.from(text, 'base64url').toString()));
      if (!parsed.success)
        throw problem(400, 'invalid-cursor', 'The cursor is not valid: take it from nextCursor of the page before.');
      return parsed.data;
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
