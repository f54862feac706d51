// Starts the service of this image. Secrets come as files (`AUTH_SECRET_FILE`, `DATABASE_URL_FILE`, `SFN_ACCESS_KEYS_FILE`)
// or variables; in the development profile from the generated file of `DEVELOPMENT_SECRETS`, which any other profile refuses.
import fs from 'node:fs';
import { DEVELOPMENT, refuse } from './profile.mjs';

const SECRETS = ['AUTH_SECRET', 'DATABASE_URL', 'SFN_ACCESS_KEYS'];
const { env } = process;

for (const name of SECRETS) {
  const file = env[`${name}_FILE`];
  if (file === undefined || file === '') continue;
  if (env[name]) refuse(`${name} and ${name}_FILE are both set: only one can be meant.`);
  env[name] = fs.readFileSync(file, 'utf8').trim();
}

if (env.DEVELOPMENT_SECRETS) {
  if (env.COUNTERPOINT_PROFILE !== DEVELOPMENT) {
    refuse(
      `The secrets of ${env.DEVELOPMENT_SECRETS} are for development, and COUNTERPOINT_PROFILE is "${env.COUNTERPOINT_PROFILE}". ` +
        `Give ${SECRETS.map((name) => `${name}_FILE`).join(', ')} instead.`,
    );
  }
  const secrets = JSON.parse(fs.readFileSync(env.DEVELOPMENT_SECRETS, 'utf8'));
  const { accessKeyId, secretAccessKey } = secrets.credentials;
  env.AUTH_SECRET ||= secrets.authSecret;
  env.SFN_ACCESS_KEYS ||= JSON.stringify([{ accessKeyId, secretAccessKey, role: 'admin' }]);
  const { DATABASE_ROLE: role, DATABASE_ADDRESS: address } = env;
  if (role && address) env.DATABASE_URL ||= `postgres://${role}:${secrets.databasePasswords[role]}@${address}/${role}`;
}

await import(`../apps/${env.COUNTERPOINT_SERVICE}/dist/main.js`);
