import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { identify, isAlive } from './process/identity.js';
import { reap } from './reap.js';
import type { StartedProcess } from './state-file.js';

const children: ChildProcess[] = [];

/** A real process that says when it listens to signals. */
async function start(name: string, script: string): Promise<StartedProcess> {
  const child = spawn('sh', ['-c', `${script}; echo up; while :; do sleep 0.05; done`], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  await once(child.stdout, 'data');
  const identity = identify(child.pid ?? 0);
  if (!identity) throw new Error('the process is gone already');
  return { name, ...identity };
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

describe('reaping', () => {
  it('ends the recorded processes: willing, deaf and stopped ones', async () => {
    const willing = await start('willing', ':');
    const deaf = await start('deaf', "trap '' TERM");
    const stopped = await start('stopped', ':');
    process.kill(stopped.pid, 'SIGSTOP');
    expect(await reap([willing, deaf, stopped])).toEqual(['willing', 'deaf', 'stopped']);
    expect([willing, deaf, stopped].some(isAlive)).toBe(false);
  });

  it('ends what they started as well', async () => {
    const head = await start('head', 'sh -c \'trap "" TERM; while :; do sleep 0.05; done\' & child=$!');
    const [below] = (await import('./process/identity.js')).descendants(head.pid);
    if (!below) throw new Error('it has no child');
    await reap([head]);
    expect(isAlive(below)).toBe(false);
  });

  it('leaves a process alone that has the pid of a recorded one, but was started at another time', async () => {
    const stranger = await start('stranger', ':');
    expect(await reap([{ ...stranger, startedAt: `${stranger.startedAt}0` }])).toEqual([]);
    expect(isAlive(stranger)).toBe(true);
  });

  it('has nothing to do for processes that are gone', async () => {
    const gone = await start('gone', ':');
    process.kill(gone.pid, 'SIGKILL');
    await reap([gone]);
    expect(await reap([gone])).toEqual([]);
  });
});
