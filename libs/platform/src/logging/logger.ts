import { AsyncLocalStorage } from 'node:async_hooks';
import pino, { type DestinationStream, type Logger as PinoLogger } from 'pino';

export type Logger = PinoLogger;
/** Injection token of the service's `Logger`. */
export const LOGGER = Symbol('counterpoint.logger');

/** Ids that belong to every line written while something is handled. */
export interface LogContext {
  readonly orderId?: string;
  readonly executionId?: string;
  readonly messageId?: string;
  readonly requestId?: string;
  readonly traceId?: string;
}
const contexts = new AsyncLocalStorage<LogContext>();
/** Runs `work` so that each line logged in it carries these ids besides those around it. */
export function withLogContext<Result>(context: LogContext, work: () => Result): Result {
  return contexts.run({ ...contexts.getStore(), ...context }, work);
}

/** Members that hold credentials or card data, wherever they are. */
const SECRET_NAMES = [
  'authorization',
  'token',
  'authSecret',
  'secret',
  'password',
  'cardNumber',
  'cvc',
  'pan',
  'secretAccessKey',
  'databaseUrl',
];
const SECRET_DEPTH = 4;
const SECRET_PATHS = SECRET_NAMES.flatMap((name) =>
  Array.from({ length: SECRET_DEPTH }, (_, depth) => `${'*.'.repeat(depth)}${name}`),
);
const REDACTED = '[redacted]';

/** Takes bearer tokens, card numbers and passwords of addresses out of free text. */
export function redactText(text: string): string {
  return text
    .replace(/\b(Bearer)\s+[\w.~+/=-]+/gi, `$1 ${REDACTED}`)
    .replace(/(\w+:\/\/[^\s:/@]+):[^\s@/]+@/g, `$1:${REDACTED}@`)
    .replace(/\b\d(?:[ -]?\d){12,18}\b/g, (digits) => (isCardNumber(digits) ? REDACTED : digits));
}

/** The Luhn check (ISO/IEC 7812-1), so that times and ids are left alone. */
function isCardNumber(text: string): boolean {
  const digits = text.replace(/\D/g, '').split('').reverse().map(Number);
  const doubled = (digit: number) => (digit > 4 ? digit * 2 - 9 : digit * 2);
  const sum = digits.reduce((total, digit, index) => total + (index % 2 === 0 ? digit : doubled(digit)), 0);
  return sum % 10 === 0;
}

/** A logger that writes one JSON line a message to standard output: `level`, `time`, `service`, `msg`, ids, `err`. */
export function createLogger(
  options: { readonly service: string; readonly logLevel: string },
  destination?: DestinationStream,
): Logger {
  return pino(
    {
      level: options.logLevel,
      base: { service: options.service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => contexts.getStore() ?? {},
      redact: { paths: SECRET_PATHS, censor: REDACTED },
      hooks: {
        logMethod(args, method) {
          const clean = args.map((arg) => (typeof arg === 'string' ? redactText(arg) : arg));
          method.apply(this, clean as Parameters<typeof method>);
        },
      },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );
}
