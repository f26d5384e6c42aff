import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodeError } from '../../../src/core/decode-error.ts';
import { INT64_MAX, INT64_MIN } from '../../../src/core/time/nanoseconds.ts';
import { formatRfc3339, parseRfc3339 } from '../../../src/core/time/rfc3339.ts';

describe('parseRfc3339', () => {
  it.each([
    ['2021-05-06T18:58:56.20289+01:00', 1620323936202890000n, 60, 5],
    ['2021-01-01T13:00:00+01:00', 1609502400000000000n, 60, 0],
    ['2021-01-01T12:00:00Z', 1609502400000000000n, 0, 0],
    ['2021-01-01T04:00:00-08:00', 1609502400000000000n, -480, 0],
    ['2021-01-01t12:00:00z', 1609502400000000000n, 0, 0],
    ['2021-01-01 12:00:00.000000001Z', 1609502400000000001n, 0, 9],
    ['1970-01-01T00:00:00Z', 0n, 0, 0],
    ['1969-12-31T23:59:59.999999999Z', -1n, 0, 9],
    ['1970-01-01T00:00:00-00:00', 0n, 0, 0],
    ['2024-02-29T00:00:00+23:59', 1709078460000000000n, 1439, 0],
    ['1677-09-21T00:12:43.145224192Z', INT64_MIN, 0, 9],
    ['2262-04-11T23:47:16.854775807Z', INT64_MAX, 0, 9],
  ])('reads %s', (text, instant, offsetMinutes, fractionDigits) => {
    expect(parseRfc3339(text)).toEqual({ instant, offsetMinutes, fractionDigits });
  });

  const FORM =
    'Expected a date and time with zone, such as 2021-05-06T18:58:56.20289+01:00, got "%".';
  it.each([
    ['2021-01-01T12:00:00', FORM],
    ['2021-01-01', FORM],
    ['2021-01-01T12:00Z', FORM],
    ['2021-01-01T12:00:00.Z', FORM],
    ['2021-01-01T12:00:00.1234567890Z', FORM],
    ['2021-01-01T12:00:00+0100', FORM],
    ['2021-01-01T12:00:00Z\n', FORM],
    ['12021-01-01T12:00:00Z', FORM],
    ['', FORM],
    ['2021-00-01T12:00:00Z', 'Expected a date that exists, got "%".'],
    ['2021-13-01T12:00:00Z', 'Expected a date that exists, got "%".'],
    ['2021-02-29T12:00:00Z', 'Expected a date that exists, got "%".'],
    ['1900-02-29T12:00:00Z', 'Expected a date that exists, got "%".'],
    ['2021-04-31T12:00:00Z', 'Expected a date that exists, got "%".'],
    ['2021-04-00T12:00:00Z', 'Expected a date that exists, got "%".'],
    ['2021-01-01T24:00:00Z', 'Expected a time from 00:00:00 to 23:59:59, got "%".'],
    ['2021-01-01T12:60:00Z', 'Expected a time from 00:00:00 to 23:59:59, got "%".'],
    ['2021-01-01T12:00:60Z', 'Expected a time from 00:00:00 to 23:59:59, got "%".'],
    ['2021-01-01T12:00:00+24:00', 'Expected a zone from -23:59 to +23:59, got "%".'],
    ['2021-01-01T12:00:00+01:60', 'Expected a zone from -23:59 to +23:59, got "%".'],
    [
      '1677-09-21T00:12:43.145224191Z',
      'Expected an instant from 1677-09-21 to 2262-04-11, got "%".',
    ],
    [
      '2262-04-11T23:47:16.854775808Z',
      'Expected an instant from 1677-09-21 to 2262-04-11, got "%".',
    ],
    [
      '2262-04-11T23:47:16.854775807-00:01',
      'Expected an instant from 1677-09-21 to 2262-04-11, got "%".',
    ],
    ['0001-01-01T00:00:00Z', 'Expected an instant from 1677-09-21 to 2262-04-11, got "%".'],
  ])('refuses %j', (text, message) => {
    expect(() => parseRfc3339(text)).toThrow(new DecodeError(message.replace('%', text)));
  });
});

describe('formatRfc3339', () => {
  it.each([
    [1620323936202890000n, 60, undefined, '2021-05-06T18:58:56.20289+01:00'],
    [1620323936202890000n, 0, undefined, '2021-05-06T17:58:56.20289Z'],
    [1620323936202890000n, -480, 9, '2021-05-06T09:58:56.202890000-08:00'],
    [1620323936202890000n, 0, 0, '2021-05-06T17:58:56Z'],
    [1620323936202890000n, 0, 3, '2021-05-06T17:58:56.202Z'],
    [0n, 0, undefined, '1970-01-01T00:00:00Z'],
    [-1n, 0, undefined, '1969-12-31T23:59:59.999999999Z'],
    [-1n, 0, 0, '1969-12-31T23:59:59Z'],
    [INT64_MIN, 0, undefined, '1677-09-21T00:12:43.145224192Z'],
    [INT64_MAX, 0, undefined, '2262-04-11T23:47:16.854775807Z'],
    [0n, -1439, undefined, '1969-12-31T00:01:00-23:59'],
  ])('writes %s with offset %i and %s digits', (instant, offset, digits, expected) => {
    expect(formatRfc3339(instant, offset, digits)).toBe(expected);
  });

  it.each([
    [INT64_MAX + 1n, 0, 0, 'Expected an instant of 64 bits, got 9223372036854775808.'],
    [0n, 1440, 0, 'Expected an offset within a day, got 1440 minutes.'],
    [0n, 0.5, 0, 'Expected an offset within a day, got 0.5 minutes.'],
    [0n, 0, 10, 'Expected 0 to 9 fraction digits, got 10.'],
  ])('refuses %s, %d, %d', (instant, offset, digits, message) => {
    expect(() => formatRfc3339(instant, offset, digits)).toThrow(new DecodeError(message));
  });

  it('is undone by parseRfc3339 for every instant', () => {
    // A local time beyond the range of instants is written all the same.
    const instants = fc.bigInt(INT64_MIN, INT64_MAX);
    const offsets = fc.integer({ min: -1439, max: 1439 });
    fc.assert(
      fc.property(instants, offsets, (instant, offsetMinutes) => {
        const parsed = parseRfc3339(formatRfc3339(instant, offsetMinutes, 9));
        expect(parsed).toEqual({ instant, offsetMinutes, fractionDigits: 9 });
      }),
    );
  });
});
