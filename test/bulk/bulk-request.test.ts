import { describe, expect, it } from 'vitest';
import type { BulkFormat } from '../../src/bulk/bulk-format.ts';
import { readBulkRequest } from '../../src/bulk/bulk-request.ts';

const readQuery = (query: string, format: BulkFormat = 'CSV') =>
  readBulkRequest(new URLSearchParams(query), format);

describe('readBulkRequest', () => {
  const plain = { window: null, resolution: null, grid: null, texts: false, time: null };

  it.each([
    ['parameters=a:x&parameters=b%26:x', { ...plain, parameters: ['a:x', 'b&:x'] }],
    [
      'startTime=-9223372036854775808&endTime=9223372036854775807',
      { window: { range: { startTime: -(2n ** 63n), endTime: 2n ** 63n - 1n } } },
    ],
    ['offsetStart=0&offsetEnd=5', { window: { offset: { startTime: 0n, endTime: 5n } } }],
    ['lap=-1', { window: { lap: -1 } }],
    ['marker=pit%20stop', { window: { marker: 'pit stop' } }],
    ['last=9007199254740993', { window: { last: 9_007_199_254_740_993n } }],
    ['maxPoints=4', { resolution: { maxPoints: 4 } }],
    ['maxPoints=2000&method=LTTB', { resolution: { maxPoints: 2000, method: 'LTTB' } }],
    ['interval=10', { grid: { interval: 10n, mode: 'HOLD' } }],
    ['interval=10&mode=NEAREST', { grid: { interval: 10n, mode: 'NEAREST' } }],
    ['texts=true', { texts: true }],
    ['texts=false&time=iso', { texts: false, time: 'iso' }],
  ])('reads %s', (query, expected) => {
    const full = query.startsWith('parameters') ? query : `parameters=p&${query}`;
    expect(readQuery(full)).toMatchObject(expected);
  });

  it.each([
    ['', 'parameters', 'Expected identifiers of parameters, one a field, each once, got "".'],
    ['parameters=p&parameters=p', 'parameters', 'Expected each parameter once, got "p" twice.'],
    [
      'parameters=p&window=x',
      'window',
      /^Expected fields parameters, startTime, .*, got "window".$/,
    ],
    ['parameters=p&lap=1&lap=2', 'lap', 'Expected the field "lap" once, got it twice.'],
    ['parameters=p&lap=1&last=2', 'last', 'Expected one window, got both "lap" and "last".'],
    [
      'parameters=p&endTime=1&marker=m',
      'marker',
      'Expected one window, got both "endTime" and "marker".',
    ],
    [
      'parameters=p&startTime=1',
      'endTime',
      'Expected startTime and endTime together, got no "endTime".',
    ],
    [
      'parameters=p&offsetEnd=1',
      'offsetStart',
      'Expected offsetStart and offsetEnd together, got no "offsetStart".',
    ],
    [
      'parameters=p&startTime=2&endTime=1',
      'startTime',
      'Expected startTime <= endTime, got 2 > 1.',
    ],
    [
      'parameters=p&startTime=1.5&endTime=2',
      'startTime',
      'Expected an instant in nanoseconds since the Unix epoch, got "1.5".',
    ],
    [
      'parameters=p&startTime=1&endTime=9223372036854775808',
      'endTime',
      'Expected an instant in nanoseconds since the Unix epoch, got "9223372036854775808".',
    ],
    ['parameters=p&lap=x', 'lap', 'Expected the number of a lap, got "x".'],
    ['parameters=p&last=-1', 'last', `Expected nanoseconds before the session's end, got "-1".`],
    ['parameters=p&maxPoints=3', 'maxPoints', 'Expected a whole number from 4, got "3".'],
    ['parameters=p&maxPoints=1e3', 'maxPoints', 'Expected a whole number from 4, got "1e3".'],
    ['parameters=p&method=LTTB', 'method', 'Expected maxPoints with a method, got none.'],
    ['parameters=p&maxPoints=9&method=x', 'method', /^Expected one of MIN_MAX, .*, got "x".$/],
    ['parameters=p&interval=0', 'interval', 'Expected nanoseconds, from 1, got "0".'],
    ['parameters=p&mode=HOLD', 'mode', 'Expected an interval with a mode, got none.'],
    ['parameters=p&interval=1&mode=hold', 'mode', /^Expected one of HOLD, .*, got "hold".$/],
    [
      'parameters=p&interval=1&maxPoints=9',
      'interval',
      'Expected a number of points or a grid, got both "maxPoints" and "interval".',
    ],
    ['parameters=p&texts=1', 'texts', 'Expected true or false, got "1".'],
    ['parameters=p&time=ms', 'time', 'Expected one of ns, iso, s, got "ms".'],
  ])('refuses %s', (query, argument, message) => {
    expect(() => readQuery(query)).toThrow(
      expect.objectContaining({
        code: 'BAD_USER_INPUT',
        message: typeof message === 'string' ? message : expect.stringMatching(message),
        details: { argument },
      }),
    );
  });

  it.each([
    ['texts=true', 'FLOAT64', 'texts'],
    ['time=ns', 'ARROW', 'time'],
    ['time=ns', 'FLOAT64', 'time'],
    ['time=s', 'PARQUET', 'time'],
    ['parameters=time', 'PARQUET', 'parameters'],
  ] as const)('refuses %s in %s', (query, format, argument) => {
    expect(() => readQuery(`parameters=p&${query}`, format)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', details: { argument } }),
    );
  });

  it('refuses texts that no database holds', () => {
    expect(() => readQuery('parameters=%00')).toThrow(/U\+0000 in "parameters"/);
  });
});
