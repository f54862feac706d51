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
const SECRET_MEMBER =
  /^(authorization|(task|payment|bearer)?token|(auth)?secret|secretaccesskey|password|cardnumber|cvc|pan|databaseurl)$/i;
const REDACTED = '[redacted]';
/** Deeper than this nothing is logged. */
const MAX_LOGGED_DEPTH = 8;

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

/** A copy of what is logged, without secrets. Errors keep their own serializer. */
function redactValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null || value instanceof Error || value instanceof Date) return value;
  if (depth >= MAX_LOGGED_DEPTH) return '[too deep]';
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, SECRET_MEMBER.test(name) ? REDACTED : redactValue(item, depth + 1)]),
  );
}

function serializeError(error: unknown): unknown {
  return error instanceof Error ? redactValue({ ...pino.stdSerializers.err(error) }) : redactValue(error);
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
      formatters: { level: (label) => ({ level: label }), log: (fields) => redactValue(fields) as Record<string, unknown> },
      serializers: { err: serializeError },
      mixin: () => contexts.getStore() ?? {},
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
