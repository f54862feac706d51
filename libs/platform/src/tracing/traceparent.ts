import { randomBytes } from 'node:crypto';

/** A W3C trace context, level 1 (w3.org/TR/trace-context-1, section 3.2). */
export interface TraceContext {
  /** 32 lower-case hex digits, not all zero. */
  readonly traceId: string;
  /** 16 lower-case hex digits, not all zero. */
  readonly spanId: string;
  readonly sampled: boolean;
}

const FORM = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Reads a `traceparent` header; undefined for one that the specification says to ignore. */
export function parseTraceparent(header: string | undefined): TraceContext | undefined {
  const match = FORM.exec(header?.trim() ?? '');
  const [, traceId, spanId, flags, more] = match ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  // Version 00 has exactly four parts; only later versions may have more.
  if (more !== undefined && header?.trim().startsWith('00')) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export function formatTraceparent(context: TraceContext): string {
  return `00-${context.traceId}-${context.spanId}-${context.sampled ? '01' : '00'}`;
}

/** Begins a trace, or continues `parent` with a span of our own. */
export function childTrace(parent?: TraceContext): TraceContext {
  return {
    traceId: parent?.traceId ?? randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    sampled: parent?.sampled ?? true,
  };
}

/** The `traceparent` to send on: a child of the one that came in, or a new trace where none did. */
export function childTraceparent(header?: string): string {
  return formatTraceparent(childTrace(parseTraceparent(header)));
}
