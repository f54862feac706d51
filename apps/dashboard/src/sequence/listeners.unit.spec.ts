import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { LISTENERS } from './listeners.js';

const DOCUMENT = path.resolve(import.meta.dirname, '../../../../docs/generated/saga-styles.md');
const section = (title: string) =>
  fs
    .readFileSync(DOCUMENT, 'utf8')
    .split('\n## ')
    .find((part) => part.startsWith(title)) ?? '';

/** `event>listener` of both choreography diagrams of the generated document. */
function declared(): string[] {
  const forward = [...section('Choreography: the way forward').matchAll(/^ *\w+->>(\w+): (\w+)$/gm)].map(
    ([, listener, event]) => `${event}>${listener}`,
  );
  const failing = [...section('Choreography: when it fails').matchAll(/\|"([^"]+)"\| (\w+)$/gm)].flatMap(
    ([, events = '', listener]) => events.split('<br/>').map((event) => `${event}>${listener}`),
  );
  return [...new Set([...forward, ...failing])].sort();
}

describe('the listeners of choreography', () => {
  it('are those of the services’ handlers', () => {
    const ours = Object.entries(LISTENERS).flatMap(([event, services]) => services.map((service) => `${event}>${service}`));
    expect(declared().length).toBeGreaterThan(15);
    expect(ours.sort()).toEqual(declared());
  });
});
