import { describe, expect, it } from '@jest/globals';
import { childTraceparent, parseTraceparent } from './traceparent.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('trace context', () => {
  it('reads what the specification shows', () => {
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-01`)).toEqual({ traceId: TRACE, spanId: SPAN, sampled: true });
    expect(parseTraceparent(`00-${TRACE}-${SPAN}-00`)).toMatchObject({ sampled: false });
    expect(parseTraceparent(`cc-${TRACE}-${SPAN}-01-what-the-future-brings`)).toMatchObject({ traceId: TRACE });
  });

  it.each([
    undefined,
    '',
    `ff-${TRACE}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${TRACE}-${SPAN}`,
  ])('ignores %s', (header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });

  it('continues a trace with a span of its own, and begins one where there is none', () => {
    const child = parseTraceparent(childTraceparent(`00-${TRACE}-${SPAN}-00`));
    expect(child).toMatchObject({ traceId: TRACE, sampled: false });
    expect(child?.spanId).not.toBe(SPAN);
    expect(childTraceparent()).not.toBe(childTraceparent());
    expect(parseTraceparent(childTraceparent())).toBeDefined();
  });
});
