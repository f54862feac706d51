// Rules of the design that a linter can hold: each fence names its reason where the author meets it.
import fs from 'node:fs';
import path from 'node:path';

const CLOCK = 'Time, ids and randomness are inputs of pure code (design, section 6).';
const KAFKA_CLIENTS = ['kafkajs', '@platformatic/kafka'];
/** Apps have no exports, so the boundary rule can't resolve their names; this catches the attempt. */
const APPS = fs.readdirSync(path.resolve(import.meta.dirname, '../../apps'));
const NO_APPS = { regex: `^@counterpoint/(${APPS.join('|')})(/|$)`, message: 'Apps import libs, never another app.' };
const SHELL = 'Pure code does no I/O and knows no process.';

/** `libs/asl` and every `domain/`: no clock, randomness, process or timers. */
export const PURE_FENCE = {
  'no-restricted-globals': [
    'error',
    ...['process', 'fetch', 'performance', 'crypto'].map((name) => ({ name, message: SHELL })),
    ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].map((name) => ({ name, message: CLOCK })),
  ],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: CLOCK },
    { object: 'Math', property: 'random', message: CLOCK },
    { object: 'globalThis', property: 'process', message: SHELL },
    { object: 'performance', property: 'now', message: CLOCK },
  ],
  'no-restricted-syntax': ['error', { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: CLOCK }],
  'no-restricted-imports': [
    'error',
    {
      patterns: [
        NO_APPS,
        { regex: '^node:', message: SHELL },
        { group: [...KAFKA_CLIENTS, 'pg', 'typeorm', '@nestjs/*'], message: SHELL },
      ],
    },
  ],
};

/** `domain/`: business failures are outcomes, so nothing is thrown. */
export const DOMAIN_FENCE = {
  'no-restricted-syntax': [
    ...PURE_FENCE['no-restricted-syntax'],
    { selector: 'ThrowStatement', message: 'A business failure is an outcome, never an exception (design, section 2).' },
  ],
};

/** Everywhere. */
export const APP_FENCE = { 'no-restricted-imports': ['error', { patterns: [NO_APPS] }] };

/** Everywhere but messaging, testing and the checker. */
export const KAFKA_FENCE = {
  'no-restricted-imports': [
    'error',
    { patterns: [NO_APPS, { group: KAFKA_CLIENTS, message: 'Kafka clients live in libs/messaging; use its bus.' }] },
  ],
};
