import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig } from './load-config.js';

const complaintOf = (environment: NodeJS.ProcessEnv, ...needs: Parameters<typeof loadConfig>[1] & object) => {
  try {
    loadConfig('order', needs, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('nothing was wrong with it');
};

describe('configuration', () => {
  it('has a default for all that is not particular to an installation', () => {
    expect(loadConfig('order', [], {})).toMatchObject({
      service: 'order',
      httpPort: 0,
      httpHost: '127.0.0.1',
      kafkaClient: 'platformatic',
      topicPrefix: '',
      topicPartitions: 6,
      approvalDeadlineSeconds: 86_400,
      rateLimitPerSecond: 200,
      stepTimeoutScale: 1,
    });
  });

  it('reads what is set', () => {
    const environment = {
      KAFKA_BROKERS: 'a:1, b:2',
      ORDER_URL: 'http://127.0.0.1:1/',
      COUNTERPOINT_SERVICE: 'order-2',
      RATE_LIMIT_PER_SECOND: '0',
    };
    expect(loadConfig('order', ['kafkaBrokers', 'orderUrl'], environment)).toMatchObject({
      service: 'order-2',
      kafkaBrokers: ['a:1', 'b:2'],
      orderUrl: 'http://127.0.0.1:1',
      rateLimitPerSecond: 0,
    });
  });

  it('names a missing variable and says what to set it to', () => {
    expect(complaintOf({ DATABASE_URL: '' }, 'databaseUrl')).toBe(
      "The order service can't start. DATABASE_URL is missing: set it to, for example, postgres://order_service@127.0.0.1:5432/order_service.",
    );
  });

  it('names every wrong variable at once', () => {
    const complaint = complaintOf({ HTTP_PORT: 'eighty', KAFKA_BROKERS: 'nowhere', LOG_LEVEL: 'loud' }, 'kafkaBrokers');
    expect(complaint).toContain('HTTP_PORT is "eighty", which is not valid');
    expect(complaint).toContain('KAFKA_BROKERS is "nowhere", which is not valid: set it to, for example, 127.0.0.1:9092.');
    expect(complaint).toContain('LOG_LEVEL is "loud", which is not valid: set it to trace, debug');
  });

  it('never repeats a secret', () => {
    expect(complaintOf({ AUTH_SECRET: 'short' }, 'authSecret')).not.toContain('short,');
    expect(complaintOf({ AUTH_SECRET: 'hunter2' }, 'authSecret')).not.toContain('hunter2');
    expect(complaintOf({ DATABASE_URL: 'mysql://u:hunter2@h/d' }, 'databaseUrl')).not.toContain('hunter2');
  });
});
