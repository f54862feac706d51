import { describe, expect, it } from '@jest/globals';
import { parseTimestamp, timestampMillis } from './timestamp.js';

describe('RFC 3339 timestamps', () => {
  it.each([
    ['2016-03-14T01:59:00Z', Date.UTC(2016, 2, 14, 1, 59)],
    ['2016-03-14T01:59:00.123456789Z', Date.UTC(2016, 2, 14, 1, 59, 0, 123)],
    ['2016-03-14T01:59:00-08:00', Date.UTC(2016, 2, 14, 9, 59)],
    ['2000-02-29T00:00:00Z', Date.UTC(2000, 1, 29)],
    ['1969-12-31T23:59:59Z', -1000],
    ['0099-01-01T00:00:00Z', -59042995200000],
  ])('%s is %i', (text, millis) => {
    expect(timestampMillis(text)).toBe(millis);
  });

  it.each([
    '2016-12-05 21:29:29Z', '2016-12-05T21:29:29', '2016-13-05T21:29:29Z', '2016-12-05T25:29:29Z', '05-12-2016T21:29:29Z', '2016-12-05',
    '2016-12-05t21:29:29z', '1900-02-29T00:00:00Z', '2016-12-05T21:29:29+0100', '2016-12-05T21:29Z', '', '2016-12-05T21:29:60Z',
  ])('%j is none', (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  }); // prettier-ignore
});
