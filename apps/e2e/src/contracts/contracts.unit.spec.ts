import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { MESSAGES } from '@counterpoint/contracts';
import { ROOT } from '../system/launcher.js';
import { breakingChanges, OPENAPI_BASELINE_FILE, OPENAPI_FILE, readBaseline, today, type Baseline } from './baseline.js';
import { EXPECTATIONS, missing, statedPaths } from './expectations.js';
import { openApiBreaks, type OpenApi } from './openapi-changes.js';
import { recordedMessages } from './recorded.js';
import type { Replayed } from './replay.js';

const BUILD_TIMEOUT_MS = 120_000;
const openApi = (file: string): OpenApi => JSON.parse(fs.readFileSync(file, 'utf8')) as OpenApi;
const change = (name: string, edit: (contract: Baseline[string] & { schema: Record<string, never> }) => void): Baseline => {
  const copy = structuredClone(readBaseline());
  edit(copy[name] as never);
  return copy;
};

describe('the messages of the last release', () => {
  it('can be exchanged with today’s', () => {
    expect(breakingChanges(readBaseline(), today())).toEqual([]);
  });

  it.each([
    ['another topic', (contract: { topic: string }) => (contract.topic = 'elsewhere')],
    [
      'a member less',
      (contract: { schema: { properties: object } }) => delete (contract.schema.properties as { order?: object }).order,
    ],
    ['a member more that is required', (contract: { schema: { required: string[] } }) => contract.schema.required.push('more')],
    ['an outcome less', (contract: { outcomes: string[] }) => contract.outcomes.pop()],
  ])('are not compatible with a version of the same number that has %s', (_, edit) => {
    expect(breakingChanges(readBaseline(), change('ReserveStock', edit as never))).toHaveLength(1);
    const raised = change('ReserveStock', (contract) => {
      (edit as unknown as (contract: object) => void)(contract);
      contract.version += 1;
    });
    expect(breakingChanges(readBaseline(), raised)).toEqual([]);
  });

  it('may be described in other words, but not be taken away', () => {
    const described = change('ReserveStock', (contract) => Object.assign(contract.schema, { description: 'other words' }));
    expect(breakingChanges(readBaseline(), described)).toEqual([]);
    const { ReserveStock: _gone, ...rest } = readBaseline();
    expect(breakingChanges(readBaseline(), rest)).toEqual(['ReserveStock is gone']);
  });
});

describe('the gateway’s API of the last release', () => {
  it('is still there', () => {
    expect(openApiBreaks(openApi(OPENAPI_BASELINE_FILE), openApi(OPENAPI_FILE))).toEqual([]);
  });

  it('would be missed', () => {
    const before = openApi(OPENAPI_BASELINE_FILE);
    const { ['/orders/{id}']: _gone, ...paths } = before.paths;
    expect(openApiBreaks(before, { ...before, paths })).toContain('GET /orders/{id} is gone');
    const without = JSON.parse(JSON.stringify(before).replaceAll('"totalMinor"', '"total"')) as OpenApi;
    expect(openApiBreaks(before, without).filter((complaint) => complaint.includes('totalMinor is gone'))).not.toEqual([]);
    const asking = JSON.parse(
      JSON.stringify(before).replaceAll('"required":["style"', '"required":["coupon","style"'),
    ) as OpenApi;
    expect(openApiBreaks(before, asking)).toContain('POST /orders body.coupon is required now');
  });
});

describe('recorded messages of earlier releases', () => {
  let replayed: readonly Replayed[];
  beforeAll(() => {
    const output = execFileSync('node', ['tools/run-app.mjs', 'e2e', 'contracts/replay.js'], { cwd: ROOT, encoding: 'utf8' });
    replayed = JSON.parse(output.trim().split('\n').at(-1) ?? '') as Replayed[];
  }, BUILD_TIMEOUT_MS);

  it('are understood by today’s consumers', () => {
    expect(replayed.filter(({ fault }) => fault !== undefined)).toEqual([]);
    expect(new Set(replayed.map(({ consumer }) => consumer))).toEqual(new Set(['order', 'payment', 'inventory', 'shipping']));
  });

  it('have what each consumer says that it relies on', () => {
    const lacking = recordedMessages().flatMap(({ headers, data }) =>
      EXPECTATIONS.flatMap(({ consumer }) => missing(consumer, headers['ce_type'] ?? '', data)),
    );
    expect(lacking).toEqual([]);
  });

  it('are read by their consumers nowhere but where they say that they rely on something', () => {
    const silent = replayed.flatMap(({ consumer, type, operation, read }) =>
      read
        .filter((path) => !statedPaths(consumer, type).includes(path))
        .map((path) => `${operation} of ${consumer} reads ${type}.${path} and does not say so`),
    );
    expect(silent).toEqual([]);
  });

  it('are all known by their consumers, and every stated reliance is on a message of the contracts', () => {
    const stated = EXPECTATIONS.flatMap(({ consumer, messages }) => messages.map((message) => `${consumer} ${message}`));
    const consumed = replayed.map(({ consumer, type }) => `${consumer} ${type}`);
    expect(consumed.filter((pair) => !stated.includes(pair))).toEqual([]);
    expect(EXPECTATIONS.flatMap(({ messages }) => messages).filter((name) => !MESSAGES.has(name))).toEqual([]);
  });
});
