/** A tar header is one block; the file's text follows it. */
const BLOCK_BYTES = 512;
/** Where the size stands in a header, in octal digits. */
const SIZE_AT = 124;
const SIZE_DIGITS = 11;

/** The text of the one file in a tar archive, which is the form in which the engine hands out a file. */
export function onlyFile(archive: Buffer): string {
  const size = Number.parseInt(archive.toString('latin1', SIZE_AT, SIZE_AT + SIZE_DIGITS), 8);
  return archive.toString('utf8', BLOCK_BYTES, BLOCK_BYTES + size);
}
