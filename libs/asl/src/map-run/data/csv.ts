/** Rows of a text-delimited file (developer guide, "ItemReader": how Step Functions parses text delimited files). */

/** Bytes that the header row may have (developer guide). */
export const MAX_HEADER_CHARACTERS = 10_240;

export const DELIMITERS = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' } as const;
export type Delimiter = keyof typeof DELIMITERS;

/**
 * Newlines end a row except inside double quotes; a doubled quote stands for one; a backslash keeps the next backslash, quote or
 * delimiter, and before anything else it is dropped. Rows without any text are skipped. `limit` rows are enough.
 */
export function csvRows(text: string, delimiter: string, limit = Infinity): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let isQuoted = false;
  let hasText = false;
  const endField = (): void => {
    row.push(field);
    field = '';
  };
  const endRow = (): void => {
    endField();
    if (hasText) rows.push(row);
    row = [];
    hasText = false;
  };
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length && rows.length < limit; at++) {
    const character = text.charAt(at);
    if (character === '\\') {
      const next = text.charAt(at + 1);
      if (next === '\\' || next === '"' || next === delimiter) field += text.charAt(++at);
      hasText = true;
    } else if (character === '"') {
      if (isQuoted && text.charAt(at + 1) === '"') field += text.charAt(++at);
      else isQuoted = !isQuoted;
      hasText = true;
    } else if (isQuoted) field += character;
    else if (character === delimiter) {
      endField();
      hasText = true;
    } else if (character === '\n') endRow();
    else if (character !== '\r' || text.charAt(at + 1) !== '\n') {
      field += character;
      hasText = true;
    }
  }
  if (rows.length < limit && (hasText || row.length > 0)) endRow();
  return rows;
}
