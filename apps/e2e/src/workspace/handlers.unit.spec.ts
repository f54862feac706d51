import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { COMMANDS, EVENTS, MESSAGES } from '@counterpoint/contracts';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const BUILD_TIMEOUT_MS = 60_000;
/** Events that are told for people alone: the timeline and the bus show them. */
const FOR_PEOPLE = ['ApprovalRequested'];

interface Handler {
  readonly service: string;
  readonly style: 'choreography' | 'orchestration';
  readonly message: string;
}

describe('every message of the contracts', () => {
  let handlers: readonly Handler[];
  beforeAll(() => {
    const output = execFileSync('node', ['tools/handlers.mjs'], { cwd: ROOT, encoding: 'utf8' });
    handlers = JSON.parse(output) as Handler[];
  }, BUILD_TIMEOUT_MS);

  it('that is a command is handled once, by the service that owns it', () => {
    const handled = COMMANDS.map(({ name, service }) => [
      name,
      handlers.filter(({ message }) => message === name).map((it) => it.service),
      service,
    ]);
    expect(handled).toEqual(COMMANDS.map(({ name, service }) => [name, [service], service]));
  });

  it('that is an event is the reply to a command, or somebody reacts to it', () => {
    const replies = COMMANDS.flatMap(({ outcomes }) => outcomes.map(({ name }) => name));
    const reacted = handlers.map(({ message }) => message);
    const lost = EVENTS.map(({ name }) => name).filter((name) => ![...replies, ...reacted, ...FOR_PEOPLE].includes(name));
    expect(lost).toEqual([]);
  });

  it('is known where it is handled, and nobody reacts to their own events', () => {
    expect(handlers.filter(({ message }) => !MESSAGES.has(message))).toEqual([]);
    expect(
      handlers.filter(({ service, message }) => EVENTS.some((event) => event.name === message && event.service === service)),
    ).toEqual([]);
  });
});
