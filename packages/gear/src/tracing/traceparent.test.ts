import { describe, expect, it } from '@jest/globals';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';
const good = `00-${traceId}-${spanId}-01`;

describe('a traceparent header', () => {
  it('names the span that sent it, and whether it is sampled', () => {
    expect(parseTraceparent(good)).toEqual({ traceId, spanId, sampled: true });
    expect(parseTraceparent(`00-${traceId}-${spanId}-00`)).toEqual({ traceId, spanId, sampled: false });
  });

  it('is read as far as it is known when its version is a later one', () => {
    expect(parseTraceparent(`cc-${traceId}-${spanId}-01-what-comes`)).toMatchObject({ traceId, spanId });
  });

  it('is written as it was read', () => {
    expect(formatTraceparent({ traceId, spanId, sampled: true })).toBe(good);
    expect(formatTraceparent({ traceId, spanId, sampled: false })).toBe(`00-${traceId}-${spanId}-00`);
  });

  it.each([
    ['absent', undefined],
    ['sent twice', [good, good]],
    ['empty', ''],
    ['in capitals', good.toUpperCase()],
    ['of the forbidden version ff', `ff-${traceId}-${spanId}-01`],
    ['with more than version 00 has', `${good}-more`],
    ['with more glued to its flags', `${good}f`],
    ['with a trace id of zeros', `00-${'0'.repeat(32)}-${spanId}-01`],
    ['with a span id of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['with a short trace id', `00-${traceId.slice(1)}-${spanId}-01`],
    ['with a line break', `${good}\n`],
    ['longer than a header of this kind is', `cc-${traceId}-${spanId}-01-${'x'.repeat(300)}`],
  ])('is ignored when it is %s', (_case, header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });
});
