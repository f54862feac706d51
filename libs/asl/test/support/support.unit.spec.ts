/// <reference types="node" />
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { OPERATORS as CHOICE_OPERATORS, TYPE_TESTS } from '../../src/expressions/choice/operators.js';
import { INTRINSICS } from '../../src/expressions/intrinsics/ast.js';
import { STATE_FIELDS } from '../../src/validate/fields.js';
import { DATA_FLOW } from './data-flow.js';
import { ERRORS } from './errors.js';
import { EXECUTION, INTRINSIC_ROWS, JSONATA_ROWS, MAP_RUNS, OPERATORS, PATHS, VALIDATION, type Linked } from './linked.js';
import { NESTED } from './nested.js';
import { STATES } from './states.js';
import { tell, type Story } from './story.js';

const STORIES: [string, string, Story[]][] = [
  ['The machine and the flow of data', 'data-flow', DATA_FLOW],
  ['States', 'states', STATES],
  ['Parallel and Map', 'nested', NESTED],
  ['Errors, Retry and Catch', 'errors', ERRORS],
];
const LINKED: [string, Linked[]][] = [
  ['Paths and payload templates', PATHS],
  ['Operators of Choice', OPERATORS],
  ['Intrinsic functions', INTRINSIC_ROWS],
  ['JSONata', JSONATA_ROWS],
  ['Map Runs: reading and writing', MAP_RUNS],
  ['Executions', EXECUTION],
  ['Validation', VALIDATION],
];

describe.each(STORIES)('%s', (_name, _file, stories) => {
  it.each(stories.map((story): [string, Story] => [story.feature, story]))('%s', async (_feature, story) => {
    expect(await tell(story)).toMatchObject(story.expected);
  });
});

describe('docs/asl-support.md', () => {
  const library = fileURLToPath(new URL('../../', import.meta.url));
  const document = fileURLToPath(new URL('../../../../docs/asl-support.md', import.meta.url));

  it('links to tests that exist', () => {
    for (const { spec, says } of LINKED.flatMap(([, rows]) => rows)) {
      const text = existsSync(library + spec) ? readFileSync(library + spec, 'utf8') : '';
      expect([spec, says, text.includes(says)]).toEqual([spec, says, true]);
    }
  });

  it('has a row for every field, intrinsic function and operator', () => {
    const features = [...STORIES.flatMap(([, , rows]) => rows), ...LINKED.flatMap(([, rows]) => rows)].map(
      ({ feature }) => feature,
    );
    const isNamed = (name: string): boolean => features.some((feature) => new RegExp(`\\b${name}\\b`).test(feature));
    const fields = Object.values(STATE_FIELDS).flatMap((state) => Object.keys(state));
    const known = [...fields, ...Object.keys(INTRINSICS), ...CHOICE_OPERATORS.keys(), ...TYPE_TESTS];
    expect(known.filter((name) => name !== 'Type' && !isNamed(name))).toEqual([]);
  });

  it('docs/asl-diagnostics.md names every code that the validator has, and no other', () => {
    const source = readdirSync(library + 'src', { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
      .map((name) => readFileSync(`${library}src/${name}`, 'utf8'))
      .join('\n');
    const ours = source.match(/'SAGA_[A-Z_]+'/g) ?? [];
    const theirs = /type DiagnosticCode =([^;]+);/.exec(source)?.[1]?.match(/'[A-Z_]+'/g) ?? [];
    const table = readFileSync(new URL('../../../../docs/asl-diagnostics.md', import.meta.url), 'utf8');
    const named = [...table.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => `'${code ?? ''}'`);
    expect(named.sort()).toEqual([...new Set([...ours, ...theirs])].sort());
  });

  it('is what these rows say', () => {
    const rendered = render();
    if (process.env['UPDATE_DOCS']) writeFileSync(document, rendered);
    expect(readFileSync(document, 'utf8')).toBe(rendered);
  });
});

/** Written by `UPDATE_DOCS=1`, compared by every run. */
function render(): string {
  const stories = STORIES.map(([title, file, rows]) => [
    title,
    rows.map(({ feature, shows }) => line(feature, shows, `[story](../libs/asl/test/support/${file}.ts)`)),
  ]);
  const linked = LINKED.map(([title, rows]) => [
    title,
    rows.map(({ feature, shows, spec, says }) =>
      line(
        feature,
        shows,
        `[${spec.split('/').at(-1) ?? ''}](${`../libs/asl/${spec}`.replace('libs/asl/../../', '')}): “${says}”`,
      ),
    ),
  ]);
  const sections = [...stories, ...linked].map(
    ([title, rows]) =>
      `## ${title as string}\n\n| feature | what is shown | test |\n|---|---|---|\n${(rows as string[]).join('\n')}\n`,
  );
  const head = [
    '# What of the Amazon States Language is there, and which test shows it',
    '',
    'Every row is run: stories by [support.unit.spec.ts](../libs/asl/test/support/support.unit.spec.ts) on the real core, the others by the spec',
    'that is linked, with the quoted text. Recorded executions of the service run besides (conformance.unit.spec.ts). This file is written by',
    '`UPDATE_DOCS=1` and that spec, which fails when it is out of date.',
    '',
  ];
  return `${head.join('\n')}\n${sections.join('\n')}`;
}

function line(...cells: string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}
