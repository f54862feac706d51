import {
  DEFAULT_APPROVAL_DEADLINE_SECONDS,
  DEFAULT_APPROVAL_LIMIT_MINOR,
  DEFAULT_PARTITIONS,
  SeedCatalogue,
} from '@counterpoint/contracts';
import { z } from 'zod';

/** One environment variable: its name, how its text becomes a value, and what a person does when it is wrong. */
export interface Variable<Schema extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly schema: Schema;
  readonly advice: string;
}
const variable = <Schema extends z.ZodType>(name: string, schema: Schema, advice: string): Variable<Schema> => ({
  name,
  schema,
  advice,
});

const wholeNumber = (min: number, max: number) => z.coerce.number().pipe(z.int().min(min).max(max));
const url = () => z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));
const example = (text: string) => `set it to, for example, ${text}`;

/** Shortest secret that HS256 may have, in characters (RFC 7518, section 3.2: at least the hash's 256 bits). */
export const MIN_SECRET_LENGTH = 32;
const MAX_DEADLINE_SECONDS = 31_536_000;

/** Variables that have a default, so that every service has a value for them. */
export const COMMON_VARIABLES = {
  /** Port for HTTP; 0 takes any free one. */
  httpPort: variable('HTTP_PORT', wholeNumber(0, 65_535).default(0), example('3001')),
  httpHost: variable('HTTP_HOST', z.string().min(1).default('127.0.0.1'), example('127.0.0.1')),
  logLevel: variable(
    'LOG_LEVEL',
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    'set it to trace, debug, info, warn, error, fatal or silent',
  ),
  kafkaClient: variable(
    'KAFKA_CLIENT',
    z.enum(['platformatic', 'kafkajs']).default('platformatic'),
    'set it to platformatic or kafkajs',
  ),
  /** Put before the name of every topic and group; for tests that share a broker. */
  topicPrefix: variable(
    'TOPIC_PREFIX',
    z
      .string()
      .regex(/^[a-zA-Z0-9._-]*$/)
      .max(60)
      .default(''),
    example('test-1.'),
  ),
  topicPartitions: variable('TOPIC_PARTITIONS', wholeNumber(1, 1_000).default(DEFAULT_PARTITIONS), example('6')),
  /** Multiplies the step timeouts of both styles; tests shorten them. */
  stepTimeoutScale: variable('STEP_TIMEOUT_SCALE', z.coerce.number().positive().max(100).default(1), example('0.1')),
  approvalDeadlineSeconds: variable(
    'APPROVAL_DEADLINE_SECONDS',
    wholeNumber(1, MAX_DEADLINE_SECONDS).default(DEFAULT_APPROVAL_DEADLINE_SECONDS),
    example('86400'),
  ),
  /** Orders above this total need an approval, in minor units. */
  approvalLimitMinor: variable(
    'APPROVAL_LIMIT_MINOR',
    wholeNumber(0, Number.MAX_SAFE_INTEGER).default(DEFAULT_APPROVAL_LIMIT_MINOR),
    example('100000'),
  ),
  /** What a new installation is seeded with. */
  seedCatalogue: variable(
    'SEED_CATALOGUE',
    SeedCatalogue,
    example('\'[{"sku":"WIDGET","unitPriceMinor":2500,"quantity":100}]\''),
  ),
  /** Requests per second and token; 0 turns the limit off. */
  rateLimitPerSecond: variable(
    'RATE_LIMIT_PER_SECOND',
    wholeNumber(0, 1_000_000).default(200),
    `${example('200')}, or to 0 for no limit`,
  ),
  /** Added to the clock, in seconds; for tests. */
  clockOffsetSeconds: variable('CLOCK_OFFSET_SECONDS', z.coerce.number().default(0), example('0')),
  /** How much faster than the wall the clock runs from the start of the process on; for tests. */
  clockScale: variable('CLOCK_SCALE', z.coerce.number().positive().max(100_000).default(1), example('1')),
} as const;

/** Variables without a default: a service names the ones that it needs. */
export const REQUIRED_VARIABLES = {
  databaseUrl: variable(
    'DATABASE_URL',
    z.url({ protocol: /^postgres(ql)?$/ }),
    example('postgres://order_service@127.0.0.1:5432/order_service'),
  ),
  /** `host:port`, separated by commas. */
  kafkaBrokers: variable(
    'KAFKA_BROKERS',
    z
      .string()
      .transform((text) => text.split(',').map((broker) => broker.trim()))
      .pipe(z.array(z.string().regex(/^[^\s:]+:\d+$/, 'a broker is host:port')).min(1)),
    example('127.0.0.1:9092'),
  ),
  authSecret: variable(
    'AUTH_SECRET',
    z.string().min(MIN_SECRET_LENGTH),
    `set it to at least ${MIN_SECRET_LENGTH} random characters, the same for every service`,
  ),
  providerUrl: variable('PROVIDER_URL', url(), example('http://127.0.0.1:3110')),
  carrierUrl: variable('CARRIER_URL', url(), example('http://127.0.0.1:3111')),
  orderUrl: variable('ORDER_URL', url(), example('http://127.0.0.1:3101')),
  paymentUrl: variable('PAYMENT_URL', url(), example('http://127.0.0.1:3102')),
  inventoryUrl: variable('INVENTORY_URL', url(), example('http://127.0.0.1:3103')),
  shippingUrl: variable('SHIPPING_URL', url(), example('http://127.0.0.1:3104')),
  orchestratorUrl: variable('ORCHESTRATOR_URL', url(), example('http://127.0.0.1:8083')),
} as const;
