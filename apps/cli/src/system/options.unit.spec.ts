import { describe, expect, it } from '@jest/globals';
import { readAssignments, readReplicas } from './options.js';
import { select, SYSTEM } from './services.js';

describe('the choice of what to run', () => {
  const names = (selection: Parameters<typeof select>[0]): string[] => select(selection).map(({ name }) => name);

  it('is everything, some, all but some, or the servers alone', () => {
    expect(names({})).toEqual(SYSTEM.map(({ name }) => name));
    expect(names({ services: ['payment', 'order'] })).toEqual(['order', 'payment']);
    expect(names({ without: ['gateway', 'carrier'] })).not.toContain('gateway');
    expect(names({ services: ['none'] })).toEqual([]);
  });

  it('names a service that does not exist', () => {
    expect(() => select({ services: ['paiment'] })).toThrow('there is no service "paiment"; there are gateway');
    expect(() => select({ without: ['bank'] })).toThrow('"bank"');
  });

  it('gives every service a database of its own', () => {
    const databases = SYSTEM.map(({ database }) => database);
    expect(new Set(databases).size).toBe(SYSTEM.length);
    expect(databases).toEqual([
      'gateway',
      'order_service',
      'payment_service',
      'inventory_service',
      'shipping_service',
      'orchestrator',
      'provider',
      'carrier',
    ]);
  });
});

describe('assignments', () => {
  it('are for all services or for one, and keep what the value says', () => {
    expect(readAssignments(['A=1', 'order:URL=http://x:1/?a=b', 'B=', 'order:C=two\nlines'])).toEqual({
      env: { A: '1', B: '' },
      serviceEnv: { order: { URL: 'http://x:1/?a=b', C: 'two\nlines' } },
    });
    expect(() => readAssignments(['A'])).toThrow('"A" is neither');
  });

  it('of replicas are whole numbers within the limit', () => {
    expect(readReplicas(['orchestrator=2', 'payment=16'])).toEqual({ orchestrator: 2, payment: 16 });
    for (const wrong of ['orchestrator', 'orchestrator=0', 'orchestrator=1.5', 'orchestrator=17'])
      expect(() => readReplicas([wrong])).toThrow(wrong);
  });
});
