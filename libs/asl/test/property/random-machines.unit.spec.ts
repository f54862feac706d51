/// <reference types="node" />
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { compile } from '../../src/compile/compile.js';
import type { Json, Stimulus } from '../../src/model.js';
import { chaos, flawOf, type ChaosRun } from './chaos.js';
import { machines, sagas } from './machines.js';

/** Every run draws anew and names its seed; `FC_SEED=<seed>` repeats it, and fast-check prints the path of a counter-example. */
const SEED = Number(process.env['FC_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const RUNS = { numRuns: 300, seed: SEED };
const seeds = fc.integer({ min: 0, max: 1_000_000 });
const INPUT = { items: [1, 2, 3] };

describe(`any machine, any replies, any kills (seed ${SEED})`, () => {
  it('ends once, numbered without gaps, and its history folds to its snapshot', () => {
    fc.assert(
      fc.property(machines, seeds, (definition, seed) => {
        expect(flawOf(chaos(compile(definition), seed, INPUT))).toBeUndefined();
      }),
      RUNS,
    );
  });

  it('stops wherever it is', () => {
    fc.assert(
      fc.property(machines, seeds, (definition, seed) => {
        const run = chaos(compile(definition), seed, INPUT, [
          { kind: 'pause' },
          { kind: 'stop', error: 'Stopped' },
          { kind: 'resume' },
        ]);
        expect(flawOf(run)).toBeUndefined();
      }),
      RUNS,
    );
  });
});

describe(`any machine that is redriven (seed ${SEED})`, () => {
  it('goes on from where it failed, and ends again', () => {
    const redrives = Array.from({ length: 4 }, (): Stimulus => ({ kind: 'redrive' }));
    fc.assert(
      fc.property(machines, seeds, (definition, seed) => {
        const run = chaos(compile(definition), seed, INPUT, [...redrives, { kind: 'stop' }]);
        expect(flawOf(run)).toBeUndefined();
      }),
      RUNS,
    );
  });
});

describe(`any saga (seed ${SEED})`, () => {
  it('is all or compensated', () => {
    fc.assert(
      fc.property(sagas, seeds, fc.boolean(), (definition, seed, isCancelled) => {
        const run = chaos(
          compile(definition),
          seed,
          INPUT,
          isCancelled ? [{ kind: 'cancel', error: 'cancelled', cause: 'x' }] : [],
        );
        expect(flawOf(run)).toBeUndefined();
        expect(debtOf(run)).toEqual([]);
        expect(missingOf(run, definition)).toEqual([]);
        expect(disorderOf(run, definition)).toBeUndefined();
      }),
      RUNS,
    );
  });
});

/** Effects that are in the world although the execution did not succeed. After the pivot they belong there. */
function debtOf({ snapshot, landed }: ChaosRun): string[] {
  if (snapshot.status === 'SUCCEEDED' || landed.has('Pivot')) return [];
  return [...landed].filter((step) => step.startsWith('Step'));
}

/** An execution that says it has succeeded has done all its steps. */
function missingOf({ snapshot, landed }: ChaosRun, definition: Json): string[] {
  if (snapshot.status !== 'SUCCEEDED') return [];
  const { States } = definition as { States: Record<string, Json> };
  return Object.keys(States).filter((name) => /^(Step|Pivot|After)/.test(name) && !landed.has(name));
}

/** Without CompensateAfter no compensation is begun before every later one is through. */
function disorderOf({ history }: ChaosRun, definition: Json): string | undefined {
  const { States } = definition as { States: Record<string, { CompensateAfter?: string[] }> };
  const undoing = history.flatMap(({ type, details }) =>
    /^TaskState(Entered|Exited)$/.test(type) && details?.name?.startsWith('Undo') ? [details.name] : [],
  );
  if (States['Undo0']?.CompensateAfter) return undefined;
  const inOrder = [...undoing].sort((left, right) => (left < right ? 1 : left > right ? -1 : 0));
  return undoing.join() === inOrder.join() ? undefined : undoing.join();
}
