import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { dataFolder, makeDataFolder, type DataFolder } from './data-folder.js';
import { AlreadyRunning, releaseLock, takeLock } from './lock.js';
import { identify, waitForDeath } from './process/identity.js';

describe('the lock of a data folder', () => {
  let folder: DataFolder;
  beforeEach(() => {
    folder = dataFolder(fs.mkdtempSync(path.join(os.tmpdir(), 'counterpoint-lock-')), '/');
    makeDataFolder(folder);
  });
  afterEach(() => fs.rmSync(folder.root, { recursive: true }));

  it('is had by one at a time', () => {
    takeLock(folder);
    expect(() => takeLock(folder)).toThrow(AlreadyRunning);
    releaseLock(folder);
    takeLock(folder);
    expect(fs.readdirSync(folder.root).filter((file) => file.startsWith('lock'))).toEqual(['lock']);
  });

  it('is void when its owner is dead, and respected while it lives', async () => {
    const owner = spawn('sleep', ['60'], { stdio: 'ignore' });
    const identity = identify(owner.pid ?? 0);
    if (!identity) throw new Error('the owner is gone already');
    fs.writeFileSync(folder.lock, JSON.stringify(identity));
    expect(() => takeLock(folder)).toThrow(`pid ${identity.pid}`);
    releaseLock(folder);
    expect(fs.existsSync(folder.lock)).toBe(true);
    owner.kill('SIGKILL');
    await waitForDeath(identity, 5_000);
    takeLock(folder);
  });
});
