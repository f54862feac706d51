import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const APPS = path.resolve(import.meta.dirname, '../..');
const PARTICIPANTS = ['order', 'payment', 'inventory', 'shipping'] as const;
const source = (participant: string, file: string) => readFileSync(path.join(APPS, participant, 'src', file), 'utf8');

function filesOf(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    const full = path.join(dir, name);
    return statSync(full).isDirectory() ? filesOf(full) : full.endsWith('.ts') && !full.endsWith('.spec.ts') ? [full] : [];
  });
}
/** Without comments and imports: what the file does. */
const code = (text: string) =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/^import [\s\S]*?;$/gm, '');

/** A method of an adapter: its decorator, and one line that passes the input on to an operation. */
const METHOD =
  /@(On|Handle)\(([\w, \n]+?),?\s*\)\s+\w+\((event|command): \w+\) \{\s+return (\w+)\((?:event|command|\{[^\n]*\})\);\s+\}/g;

function operationsOf(participant: string, voice: 'choreography' | 'orchestration'): Set<string> {
  return new Set([...source(participant, `${participant}.${voice}.ts`).matchAll(METHOD)].map((match) => match[4] ?? ''));
}

describe.each(PARTICIPANTS)('the silhouette of %s', (participant) => {
  const root = path.join(APPS, participant, 'src');

  it('has the same parts as its siblings', () => {
    const parts = readdirSync(root);
    expect(parts).toEqual(
      expect.arrayContaining(
        ['choreography', 'http', 'module', 'orchestration']
          .map((part) => `${participant}.${part}.ts`)
          .concat('domain', 'main.ts', 'operations', 'persistence'),
      ),
    );
    expect(readdirSync(path.join(root, 'persistence'))).toEqual(expect.arrayContaining(['entities.ts', 'migrations']));
  });

  it('starts in three lines', () => {
    expect(source(participant, 'main.ts').trim().split('\n')).toHaveLength(3);
  });

  it.each(['choreography', 'orchestration'] as const)(
    'speaks %s in one-line methods over operations, and nothing else',
    (voice) => {
      const text = code(source(participant, `${participant}.${voice}.ts`));
      const rest = text.replace(METHOD, '').replace(/@Controller\(\)\s+export class \w+ \{\s*\}/, '');
      expect(rest.trim()).toBe('');
      expect(operationsOf(participant, voice).size).toBeGreaterThan(0);
    },
  );

  it('knows no saga style', () => {
    const places = filesOf(root).filter((file) =>
      /'choreography'|'orchestration'|SagaStyle/.test(code(readFileSync(file, 'utf8'))),
    );
    const allowed =
      participant === 'order' ? ['operations/kickoff.ts', 'operations/place-order.ts', 'persistence/entities.ts'] : [];
    expect(places.map((file) => path.relative(root, file)).sort()).toEqual(allowed);
  });

  it('keeps its rules pure: no throw, no framework, no I/O', () => {
    for (const file of filesOf(path.join(root, 'domain'))) {
      const text = readFileSync(file, 'utf8');
      expect([
        file,
        /\bthrow\b/.test(code(text)),
        /from '(node:|@nestjs|typeorm|pg|@counterpoint\/(?!contracts))/.test(text),
      ]).toEqual([file, false, false]);
    }
  });

  it('has no file that one has to scroll through', () => {
    for (const file of filesOf(root)) expect([file, readFileSync(file, 'utf8').split('\n').length <= 300]).toEqual([file, true]);
  });
});

describe.each(['payment', 'inventory', 'shipping'])('the two voices of %s', (participant) => {
  it('share every operation', () => {
    expect(operationsOf(participant, 'orchestration')).toEqual(operationsOf(participant, 'choreography'));
  });
});
