import { describe, expect, it } from '@jest/globals';
import { HealthRegistry } from './health-registry.js';

describe('health', () => {
  it('is ready when every part is, and names the part that is not', async () => {
    const health = new HealthRegistry();
    health.register('database', () => Promise.resolve());
    expect(await health.check()).toEqual({ status: 'ready', checks: { database: 'ok' } });
    health.register('consumers', () => Promise.reject(new Error('no partitions are assigned yet')));
    expect(await health.check()).toEqual({
      status: 'unavailable',
      checks: { database: 'ok', consumers: 'no partitions are assigned yet' },
    });
  });

  it('does not wait for a part that hangs', async () => {
    const health = new HealthRegistry();
    health.register('database', () => new Promise(() => undefined));
    expect(await health.check()).toEqual({ status: 'unavailable', checks: { database: 'no answer within 2000 ms' } });
  });

  it('is not ready once it shuts down', async () => {
    const health = new HealthRegistry();
    health.beginShutdown();
    expect((await health.check()).status).toBe('unavailable');
  });
});
