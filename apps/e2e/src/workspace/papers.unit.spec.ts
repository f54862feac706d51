import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const papers = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n'); // prettier-ignore
const read = (paper: string) => fs.readFileSync(path.join(ROOT, paper), 'utf8');
/** Without what is quoted: code blocks and code in a line hold no links. */
const prose = (text: string) => text.replace(/```[^]*?```/g, '').replace(/`[^`\n]*`/g, '');
/** A heading's anchor, as the common renderers make it. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
const anchorsOf = (paper: string) => [...read(paper).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchor(heading ?? ''));
const links = papers.flatMap((paper) =>
  [...prose(read(paper)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => ({ paper, target: target ?? '' })),
);

describe('the papers', () => {
  it('link only to what is there', () => {
    expect(links.length).toBeGreaterThan(40);
    const broken = links.filter(({ paper, target }) => {
      if (/^(https?|mailto):/.test(target)) return false;
      const [file = '', heading] = target.split('#');
      const place = file === '' ? paper : path.join(path.dirname(paper), file);
      if (place.startsWith('..') || !fs.existsSync(path.join(ROOT, place))) return true;
      return heading !== undefined && !anchorsOf(place).includes(heading);
    });
    expect(broken).toEqual([]);
  });

  it('name test files that exist', () => {
    const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.spec.ts'], { cwd: ROOT, encoding: 'utf8' });
    const named = papers.flatMap((paper) =>
      [...read(paper).matchAll(/`([\w./-]+\.spec\.ts)`/g)].map(([, name]) => ({ paper, name: name ?? '' })),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter(({ name }) => !files.includes(name))).toEqual([]);
  });
});
