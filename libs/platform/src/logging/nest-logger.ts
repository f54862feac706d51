import type { LoggerService } from '@nestjs/common';
import type { Logger } from './logger.js';

/** Lets Nest write through our logger. Nest's own start-up chatter goes to `debug`: it says nothing that an operator needs. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(text: unknown, ...rest: unknown[]): void {
    this.write('debug', text, rest);
  }
  error(text: unknown, ...rest: unknown[]): void {
    this.write('error', text, rest);
  }
  warn(text: unknown, ...rest: unknown[]): void {
    this.write('warn', text, rest);
  }
  debug(text: unknown, ...rest: unknown[]): void {
    this.write('debug', text, rest);
  }
  verbose(text: unknown, ...rest: unknown[]): void {
    this.write('trace', text, rest);
  }
  fatal(text: unknown, ...rest: unknown[]): void {
    this.write('fatal', text, rest);
  }

  /** Nest passes the context last, and a stack trace before it where there is one. */
  private write(level: 'trace' | 'debug' | 'warn' | 'error' | 'fatal', text: unknown, rest: readonly unknown[]): void {
    const context = typeof rest.at(-1) === 'string' ? rest.at(-1) : undefined;
    const stack = rest.slice(0, context === undefined ? undefined : -1).find((part) => typeof part === 'string');
    const fields = { ...(context === undefined ? {} : { context }), ...(stack === undefined ? {} : { stack }) };
    if (text instanceof Error) this.logger[level]({ ...fields, err: text }, text.message);
    else this.logger[level](fields, typeof text === 'string' ? text : JSON.stringify(text));
  }
}
