/// <reference types="node" />
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { compile } from '../../src/compile/compile.js';
import { decide } from '../../src/decide/decide.js';
import { fold } from '../../src/evolve/evolve.js';
import type { HistoryEvent, Json, Snapshot, Stimulus } from '../../src/model.js';
import { simulate, testContext } from '../../src/testing/index.js';
import { STORIES } from './stories.js';

const FOLDER = fileURLToPath(new URL('./histories/', import.meta.url));

/** A history as it was recorded by the release that first ran it. These files never change: executions of that release go on. */
interface Golden {
  definition: Json;
  stimuli: { now: number; stimulus: Stimulus }[];
  history: HistoryEvent[];
  snapshot: Snapshot;
}

const file = (name: string): string => `${FOLDER}${name}.json`;
/** `RECORD_GOLDEN=1` writes the files that are missing; existing ones are never touched. */
async function record(name: string): Promise<void> {
  const story = STORIES[name];
  if (!story || existsSync(file(name))) return;
  const stimuli: Golden['stimuli'] = [];
  const onStimulus = (stimulus: Stimulus, now: number): number => stimuli.push({ now, stimulus });
  const { history, snapshot } = await simulate(compile(story.definition), { ...story.script, onStimulus });
  const golden = { definition: story.definition, stimuli, history, snapshot };
  writeFileSync(file(name), `${JSON.stringify(golden, null, 1)}\n`, { flag: 'wx' });
}

if (process.env['RECORD_GOLDEN']) for (const name of Object.keys(STORIES)) await record(name);

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('golden histories', () => {
  const recorded = (): string[] => readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

  it('has one for every story', () => {
    expect(recorded().sort()).toEqual(
      Object.keys(STORIES)
        .map((name) => `${name}.json`)
        .sort(),
    );
  });

  it.each(recorded())('%s folds to its snapshot', (name) => {
    const golden = JSON.parse(readFileSync(`${FOLDER}${name}`, 'utf8')) as Golden;
    expect(plain(fold(compile(golden.definition), undefined, golden.history))).toEqual(golden.snapshot);
  });

  it.each(recorded())('%s is decided the same again', async (name) => {
    const golden = JSON.parse(readFileSync(`${FOLDER}${name}`, 'utf8')) as Golden;
    const machine = compile(golden.definition);
    let snapshot: Snapshot | undefined;
    const history: HistoryEvent[] = [];
    for (const { now, stimulus } of golden.stimuli) {
      const decision = await decide(machine, snapshot, stimulus, testContext(now));
      snapshot = decision.snapshot;
      history.push(...decision.events);
    }
    expect(plain(history)).toEqual(golden.history);
  });
});
