import type { Json } from '../model.js';

/** Characters of JSON text that one generation of the memo holds. Beyond it the older generation is dropped. */
const GENERATION_CHARACTERS = 524_288;
/** Texts longer than this are not remembered: parsing them again is rare and keeping them is dear. */
const LONGEST_REMEMBERED = 262_144;

/**
 * JSON text and value, both ways, remembered by identity: a payload that passes through several states is parsed once and written
 * once, and every event that shows it holds the very same string. The memo never changes a result, only its cost.
 */
const textOfValue = new WeakMap<object, string>();
let young = new Map<string, Json>();
let old = new Map<string, Json>();
let youngCharacters = 0;

/** @throws SyntaxError when the text is not JSON */
export function fromText(text: string): Json {
  const known = young.get(text) ?? old.get(text);
  if (known !== undefined) return known;
  const value = JSON.parse(text) as Json;
  remember(text, value);
  return value;
}

export function toText(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const known = textOfValue.get(value);
  if (known !== undefined) return known;
  const text = JSON.stringify(value);
  remember(text, value);
  return text;
}

function remember(text: string, value: Json): void {
  if (typeof value !== 'object' || value === null || text.length > LONGEST_REMEMBERED) return;
  textOfValue.set(value, text);
  if (youngCharacters + text.length > GENERATION_CHARACTERS) {
    old = young;
    young = new Map();
    youngCharacters = 0;
  }
  young.set(text, value);
  youngCharacters += text.length;
}

/** Whether the text needs more than `limit` bytes of UTF-8. */
export function exceedsBytes(text: string, limit: number): boolean {
  if (text.length * 3 <= limit) return false;
  if (text.length > limit) return true;
  return utf8Bytes(text) > limit;
}

/** Bytes of the text in UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80) continue;
    // A surrogate is half of a character of four bytes.
    bytes += code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 1 : 2;
  }
  return bytes;
}
