import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

export const HASH_ALGORITHMS = ['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'] as const;
export type HashAlgorithm = (typeof HASH_ALGORITHMS)[number];

const FUNCTIONS = { MD5: md5, 'SHA-1': sha1, 'SHA-256': sha256, 'SHA-384': sha384, 'SHA-512': sha512 } as const;

export function isHashAlgorithm(name: unknown): name is HashAlgorithm {
  return (HASH_ALGORITHMS as readonly unknown[]).includes(name);
}

/** Lower-case hexadecimal digest of the UTF-8 bytes. */
export function hashText(text: string, algorithm: HashAlgorithm): string {
  return bytesToHex(FUNCTIONS[algorithm](utf8ToBytes(text)));
}
