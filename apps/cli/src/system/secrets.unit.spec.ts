import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { jwtVerify } from 'jose';
import { dataFolder, makeDataFolder, type DataFolder } from './data-folder.js';
import { ensureSecrets } from './secrets.js';

describe('the secrets of a data folder', () => {
  let folder: DataFolder;
  beforeEach(() => {
    folder = dataFolder(fs.mkdtempSync(path.join(os.tmpdir(), 'counterpoint-secrets-')), '/');
    makeDataFolder(folder);
  });
  afterEach(() => fs.rmSync(folder.root, { recursive: true }));

  it('are made once; a new service only adds its password', async () => {
    const first = await ensureSecrets(folder, ['order_service']);
    const second = await ensureSecrets(folder, ['order_service', 'orchestrator']);
    expect(second).toMatchObject({
      authSecret: first.authSecret,
      credentials: first.credentials,
      databasePasswords: first.databasePasswords,
    });
    expect(second.databasePasswords['orchestrator']).not.toBe(second.databasePasswords['order_service']);
    expect(fs.statSync(folder.secrets).mode & 0o777).toBe(0o600);
  });

  it('hold tokens that say who one is and what one may do', async () => {
    const { authSecret, credentials } = await ensureSecrets(folder, []);
    const claims = async (token: string): Promise<unknown> => {
      const { payload } = await jwtVerify(token, new TextEncoder().encode(authSecret), {
        algorithms: ['HS256'],
        issuer: 'counterpoint',
      });
      return { sub: payload.sub, roles: payload['roles'] };
    };
    expect(await claims(credentials.customerToken)).toEqual({ sub: 'customer', roles: ['customer'] });
    expect(await claims(credentials.otherCustomerToken)).toEqual({ sub: 'other-customer', roles: ['customer'] });
    expect(await claims(credentials.approverToken)).toEqual({ sub: 'approver', roles: ['approver'] });
    expect(await claims(credentials.operatorToken)).toEqual({ sub: 'operator', roles: ['operator'] });
    expect(credentials.accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/);
    expect(credentials.secretAccessKey).toHaveLength(40);
  });
});
