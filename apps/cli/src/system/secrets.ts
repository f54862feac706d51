import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { SignJWT } from 'jose';
import { z } from 'zod';
import { writePrivately, type DataFolder } from './data-folder.js';

const Credentials = z.object({
  customerToken: z.string(),
  otherCustomerToken: z.string(),
  approverToken: z.string(),
  operatorToken: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
});
/** What `counterpoint credentials -o json` prints: bearer tokens for the gateway, a key pair with role admin for the AWS APIs. */
export type Credentials = z.infer<typeof Credentials>;

export const Secrets = z.object({
  /** Key of the tokens' HMAC-SHA-256 signatures, 32 random bytes. */
  authSecret: z.string(),
  postgresPassword: z.string(),
  /** Password of every service's database role, by role. */
  databasePasswords: z.record(z.string(), z.string()),
  credentials: Credentials,
});
export type Secrets = z.infer<typeof Secrets>;

/** Who the development tokens are. */
const PEOPLE = {
  customerToken: { subject: 'customer', roles: ['customer'] },
  otherCustomerToken: { subject: 'other-customer', roles: ['customer'] },
  approverToken: { subject: 'approver', roles: ['approver'] },
  operatorToken: { subject: 'operator', roles: ['operator'] },
} as const;
/** Whom the services' verifier trusts (`TOKEN_ISSUER` of the platform library, which is not loaded here: it brings Nest along). */
const ISSUER = 'counterpoint';
/** Development tokens outlive every sensible data folder. */
const TOKEN_LIFETIME = '10y';

const random = (bytes: number): string => randomBytes(bytes).toString('base64url');

/** The secrets of the data folder, made at its first start; only the owner can read the file. */
export async function ensureSecrets(folder: DataFolder, roles: readonly string[]): Promise<Secrets> {
  const known = readSecrets(folder) ?? (await newSecrets());
  const databasePasswords = Object.fromEntries(roles.map((role) => [role, known.databasePasswords[role] ?? random(18)]));
  const secrets = { ...known, databasePasswords: { ...known.databasePasswords, ...databasePasswords } };
  writePrivately(folder.secrets, `${JSON.stringify(secrets, undefined, 2)}\n`);
  return secrets;
}

export function readSecrets(folder: DataFolder): Secrets | undefined {
  if (!fs.existsSync(folder.secrets)) return undefined;
  return Secrets.parse(JSON.parse(fs.readFileSync(folder.secrets, 'utf8')));
}

async function newSecrets(): Promise<Secrets> {
  const authSecret = random(32);
  const sign = ({ subject, roles }: { subject: string; roles: readonly string[] }): Promise<string> =>
    new SignJWT({ roles: [...roles] })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(subject)
      .setIssuer(ISSUER)
      .setIssuedAt()
      .setExpirationTime(TOKEN_LIFETIME)
      .sign(new TextEncoder().encode(authSecret));
  return {
    authSecret,
    postgresPassword: random(18),
    databasePasswords: {},
    credentials: {
      customerToken: await sign(PEOPLE.customerToken),
      otherCustomerToken: await sign(PEOPLE.otherCustomerToken),
      approverToken: await sign(PEOPLE.approverToken),
      operatorToken: await sign(PEOPLE.operatorToken),
      accessKeyId: `AKIA${base32(16)}`,
      secretAccessKey: randomBytes(30).toString('base64'),
    },
  };
}

/** Capital letters and digits, as AWS spells access key ids. */
function base32(length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join('');
}
