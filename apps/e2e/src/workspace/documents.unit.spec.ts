import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Parser } from '@asyncapi/parser';
import { describe, expect, it, jest } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const BUILD_TIMEOUT_MS = 120_000;
jest.setTimeout(BUILD_TIMEOUT_MS);
const read = (name: string) => fs.readFileSync(path.join(ROOT, 'docs/generated', name), 'utf8');
/** Severity of a finding that makes the document wrong. */
const ERROR: number = 0;

describe('the generated documents', () => {
  it(
    'are those that the sources give',
    () => {
      const check = () => execFileSync('node', ['tools/generate.mjs', '--check'], { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' });
      expect(check).not.toThrow();
    },
    BUILD_TIMEOUT_MS,
  );

  it('OpenAPI is valid by the metaschema of 3.1', async () => {
    const result = await new Validator().validate(JSON.parse(read('openapi.json')) as Record<string, unknown>);
    expect(result).toEqual({ valid: true });
    expect((JSON.parse(read('openapi.json')) as { openapi: string }).openapi).toBe('3.1.0');
  });

  it('OpenAPI that is wrong is noticed', async () => {
    const broken = JSON.parse(read('openapi.json')) as { paths: Record<string, { post: { responses?: unknown } }> };
    broken.paths['/orders'] = { post: { responses: 'none' } };
    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  it('AsyncAPI is valid by its own parser', async () => {
    const { document, diagnostics } = await new Parser().parse(read('asyncapi.json'));
    expect(diagnostics.filter(({ severity }) => Number(severity) === ERROR)).toEqual([]);
    expect(document?.version()).toBe('3.0.0');
  });
});
