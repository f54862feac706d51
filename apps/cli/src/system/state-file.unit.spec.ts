import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { dataFolder, makeDataFolder, type DataFolder } from './data-folder.js';
import { identify } from './process/identity.js';
import { NEW_STATE, readState, runningState, writeState } from './state-file.js';

describe('the state file', () => {
  let folder: DataFolder;
  beforeEach(() => {
    folder = dataFolder(fs.mkdtempSync(path.join(os.tmpdir(), 'counterpoint-state-')), '/');
    makeDataFolder(folder);
  });
  afterEach(() => fs.rmSync(folder.root, { recursive: true }));

  it('of a new folder is empty', () => {
    expect(readState(folder)).toEqual(NEW_STATE);
    expect(runningState(folder)).toBeUndefined();
  });

  it('comes back as it was written, for its owner alone', () => {
    const state = { ...NEW_STATE, ports: { kafka: 20_001 }, processes: [{ name: 'kafka', pid: 4_711, startedAt: 'boot:1' }] };
    writeState(folder, state);
    expect(readState(folder)).toEqual(state);
    expect(fs.statSync(folder.state).mode & 0o777).toBe(0o600);
    expect(fs.readdirSync(folder.root).filter((file) => file.endsWith('.new'))).toEqual([]);
  });

  it('names a running system only while exactly its supervisor lives', () => {
    const self = identify(process.pid);
    if (!self) throw new Error('this process does not find itself');
    writeState(folder, { ...NEW_STATE, supervisor: self });
    expect(runningState(folder)?.supervisor).toEqual(self);
    writeState(folder, { ...NEW_STATE, supervisor: { ...self, startedAt: 'another boot:1' } });
    expect(runningState(folder)).toBeUndefined();
  });

  it.each(['{', '{"version":2}', '{"version":1,"processes":[{"pid":"1"}]}'])('refuses to guess at %s', (text) => {
    fs.writeFileSync(folder.state, text);
    expect(() => readState(folder)).toThrow(folder.state);
  });
});
