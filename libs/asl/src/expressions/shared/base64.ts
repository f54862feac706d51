const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 (RFC 4648, with padding) of bytes. Written out because neither Buffer nor btoa belongs to the language. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b, c] = [bytes[at] as number, bytes[at + 1], bytes[at + 2]];
    text += ALPHABET.charAt(a >> 2) + ALPHABET.charAt(((a & 3) << 4) | ((b ?? 0) >> 4));
    text += b === undefined ? '=' : ALPHABET.charAt(((b & 15) << 2) | ((c ?? 0) >> 6));
    text += c === undefined ? '=' : ALPHABET.charAt(c & 63);
  }
  return text;
}

/** The bytes, or undefined when the text is not Base64. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const digits = text.replace(/=+$/, '');
  if (digits.length % 4 === 1 || (text.length !== digits.length && text.length % 4 !== 0)) return undefined;
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let buffer = 0;
  let bits = 0;
  let at = 0;
  for (const digit of digits) {
    buffer = ((buffer << 6) | ALPHABET.indexOf(digit)) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (buffer >> bits) & 0xff;
    }
  }
  return bytes;
}

/** UTF-8 text of bytes; a byte sequence that is not UTF-8 becomes U+FFFD, as in Java. */
export function utf8Text(bytes: Uint8Array): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at] as number;
    const length = first < 0x80 ? 1 : first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
    const following = bytes.subarray(at + 1, at + length);
    const complete =
      length > 0 && first < 0xf5 && following.length === length - 1 && following.every((byte) => (byte & 0xc0) === 0x80);
    if (!complete) {
      text += '\ufffd';
      at++;
      continue;
    }
    const lead = length === 1 ? first : first & (0xff >> (length + 1));
    const code = following.reduce((sum, byte) => (sum << 6) | (byte & 0x3f), lead);
    const isText =
      code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) && (length < 3 || code >= (length === 3 ? 0x800 : 0x10000));
    text += isText ? String.fromCodePoint(code) : '\ufffd';
    at += isText ? length : 1;
  }
  return text;
}
