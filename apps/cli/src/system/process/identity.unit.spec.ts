import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { descendants, identify, isAlive, signalProcess, waitForDeath } from './identity.js';

/** How long a process may take to die in a test, in milliseconds. */
const DEATH_MS = 5_000;
const children: ChildProcess[] = [];

/** A process that waits; its words are the pid of a child of its own. */
async function family(): Promise<{ parent: number; child: number }> {
  const process = spawn('sh', ['-c', 'sleep 60 & echo $!; wait'], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(process);
  const [words] = (await once(process.stdout, 'data')) as [Buffer];
  return { parent: process.pid ?? 0, child: Number(words.toString()) };
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

describe('the identity of a process', () => {
  it('is the same as long as it lives, and ends with it', async () => {
    const { parent, child } = await family();
    const identity = identify(parent);
    if (!identity) throw new Error('a live process has no identity');
    expect(identify(parent)).toEqual(identity);
    expect(isAlive(identity)).toBe(true);
    expect(descendants(parent)).toEqual([identify(child)]);
    signalProcess(identity, 'SIGKILL');
    expect(await waitForDeath(identity, DEATH_MS)).toBe(true);
    expect(identify(parent)).toBeUndefined();
    process.kill(child, 'SIGKILL');
  });

  it('is not that of another process with the same pid', async () => {
    const { parent, child } = await family();
    const earlier = { pid: parent, startedAt: 'another boot:1' };
    expect(isAlive(earlier)).toBe(false);
    expect(signalProcess(earlier, 'SIGKILL')).toBe(false);
    expect(identify(parent)).toBeDefined();
    process.kill(child, 'SIGKILL');
  });

  it('is none for a process that is dead but not buried', async () => {
    // The shell never waits for its child, so the child stays in the process table as a zombie.
    const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    children.push(parent);
    const [words] = (await once(parent.stdout, 'data')) as [Buffer];
    const zombie = identify(Number(words.toString()));
    expect(zombie === undefined || (await waitForDeath(zombie, DEATH_MS))).toBe(true);
  });
});
