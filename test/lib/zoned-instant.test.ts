import { describe, expect, it } from 'vitest';
import { BASE64 } from '../../src/lib/base64.ts';
import { parseZonedInstant, toZonedInstant } from '../../src/lib/zoned-instant.ts';

describe('parseZonedInstant', () => {
  it('keeps the text, and knows the instant to the nanosecond', () => {
    expect(parseZonedInstant('2021-05-06T18:58:56.202890998+01:00')).toEqual({
      text: '2021-05-06T18:58:56.202890998+01:00',
      instantNs: 1620323936202890998n,
    });
  });

  it.each([
    [5, 'Expected RFC 3339 text with an offset, got number.'],
    [null, 'Expected RFC 3339 text with an offset, got object.'],
    [
      '2026-01-01T00:00:00',
      'Expected a date and time with zone, such as 2021-05-06T18:58:56.20289+01:00, got "2026-01-01T00:00:00".',
    ],
  ])('refuses %j', (value, message) => {
    expect(() => parseZonedInstant(value)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message }),
    );
  });
});

describe('toZonedInstant', () => {
  it('writes an instant in UTC, or in the offset of another text', () => {
    expect(toZonedInstant(1620323936202890998n).text).toBe('2021-05-06T17:58:56.202890998Z');
    expect(toZonedInstant(1620323936000000000n, '2000-01-01T00:00:00-03:30').text).toBe(
      '2021-05-06T14:28:56-03:30',
    );
  });
});

describe('BASE64', () => {
  it.each(['', 'AA==', 'AAA=', 'AAAA', '+/+/'])('takes %j', (text) => {
    expect(BASE64.test(text)).toBe(true);
  });

  it.each(['A', 'AA', 'AAA', 'AA=A', 'AAAA=', 'A A=', '-_-_', 'AAAA\n'])('refuses %j', (text) => {
    expect(BASE64.test(text)).toBe(false);
  });
});
