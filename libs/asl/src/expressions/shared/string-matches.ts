/**
 * StringMatches of Choice: `*` stands for any characters, also none; `\*` is an asterisk and `\\` a backslash. Each piece between
 * asterisks is looked for once from left to right, so that no pattern takes more than the product of the two lengths.
 */
export function compileStringMatches(pattern: string): (text: string) => boolean {
  const pieces: string[] = [''];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === '*') pieces.push('');
    else if (character === '\\' && at + 1 < pattern.length) pieces[pieces.length - 1] += pattern.charAt(++at);
    else pieces[pieces.length - 1] += character;
  }
  const first = pieces[0] as string;
  if (pieces.length === 1) return (text) => text === first;
  const last = pieces.at(-1) as string;
  const middle = pieces.slice(1, -1);
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let from = first.length;
    const limit = text.length - last.length;
    for (const piece of middle) {
      const found = text.indexOf(piece, from);
      if (found < 0 || found + piece.length > limit) return false;
      from = found + piece.length;
    }
    return true;
  };
}
