import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../../src/importers/ssn2/clean-text.ts';
import { createFindingLog } from '../../../src/importers/ssn2/finding-log.ts';
import { judgeSchemaVersion } from '../../../src/importers/ssn2/schema-version.ts';
import { SSN2_CODES, type Ssn2Code } from '../../../src/importers/ssn2/ssn2-codes.ts';
import { toGuid } from '../../../src/importers/ssn2/ssn2-guid.ts';
import { parseWallClock } from '../../../src/importers/ssn2/wall-clock.ts';

describe('cleanText', () => {
  it.each([
    ['a\u0000b\u0007c\u009f', 350, 'abc'],
    ['two\r\nlines\tand more', 350, 'two lines and more'],
    ['°C <b> =1+1', 350, '°C <b> =1+1'],
    ['\ud800x', 350, '\ufffdx'],
    ['123456789', 8, '12345678'],
    ['1234567😀', 8, '1234567'],
  ])('makes %j of at most %i characters into %j', (text, cap, expected) => {
    expect(cleanText(text, cap)).toBe(expected);
  });

  it('is never longer than allowed and always well formed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 9 }), (text, cap) => {
        const clean = cleanText(text, cap);
        expect(clean.length).toBeLessThanOrEqual(cap);
        expect(Buffer.from(clean).toString()).toBe(clean);
      }),
    );
  });
});

describe('toGuid', () => {
  const guid = '00112233-4455-6677-8899-aabbccddeeff';

  it.each([
    ['text', guid],
    ['upper case', guid.toUpperCase()],
    ['braces', `{${guid}}`],
    ['16 bytes', Uint8Array.from(Buffer.from('33221100554477668899aabbccddeeff', 'hex'))],
  ])('reads %s', (_title, value) => {
    expect(toGuid(value)).toBe(guid);
  });

  it.each([[''], ['00112233'], [`${guid}0`], [guid.replaceAll('-', '')], [new Uint8Array(15)]])(
    'refuses %o',
    (value) => {
      expect(toGuid(value)).toBeNull();
    },
  );
});

describe('judgeSchemaVersion', () => {
  it.each([
    ['1.57', 'known'],
    ['1.9', 'known'],
    ['0.99', 'known'],
    ['1.57.3', 'known'],
    ['1.58', 'newer'],
    ['1.100', 'newer'],
    ['2.0', 'newer'],
    ['1', 'malformed'],
    ['1,57', 'malformed'],
    ['-1.5', 'malformed'],
    ['', 'malformed'],
  ])('judges "%s" as %s', (version, verdict) => {
    expect(judgeSchemaVersion(version)).toBe(verdict);
  });
});

describe('parseWallClock', () => {
  it.each([
    ['2026-03-25 15:15:51.0727541Z', '2026-03-25T15:15:51.072Z', 754_100n],
    ['2026-03-25 15:15:59', '2026-03-25T15:15:59.000Z', 0n],
    ['2026-03-25T15:15:59.123456789', '2026-03-25T15:15:59.123Z', 456_789n],
    ['2026-03-25', '2026-03-25T00:00:00.000Z', 0n],
    ['2024-02-29 23:59:59', '2024-02-29T23:59:59.000Z', 0n],
    ['0042-01-01', '0042-01-01T00:00:00.000Z', 0n],
  ])('reads %s', (text, iso, rest) => {
    const expected = BigInt(Date.parse(iso)) * 1_000_000n + rest;
    expect(parseWallClock(text)?.instant).toBe(expected);
  });

  it.each([
    '',
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31 10:00:00',
    '2026-03-25 24:00:00',
    '2026-03-25 10:60:00',
    '2026-03-25 10:00:60',
    '26-03-25',
    '2026-03-25 10:00:00 PM',
    '2026-03-25 10:00:00.1234567890',
    ' 2026-03-25',
  ])('refuses "%s"', (text) => {
    expect(parseWallClock(text)).toBeNull();
  });
});

describe('createFindingLog', () => {
  it('names the file and keeps the first of every code', () => {
    const log = createFindingLog('a.ssn2');
    const all = Object.keys(SSN2_CODES) as Ssn2Code[];
    for (const code of all) for (let i = 0; i < 50; i++) log.warn(code, `number ${i}.`);
    const warnings = log.warnings();
    expect(warnings.length).toBeLessThanOrEqual(200);
    for (const code of all) {
      const own = warnings.filter((warning) => warning.code === code);
      expect(own[0]).toEqual({ code, message: 'a.ssn2: number 0.' });
      expect(own.at(-1)?.detail).toEqual({ more: 51 - own.length, total: 50 });
    }
    expect(log.counts()).toEqual(Object.fromEntries(all.map((code) => [code, 50])));
  });

  it('marks what the user has to confirm', () => {
    const log = createFindingLog('a.ssn2');
    log.warn('SSN2_RESTRICTED', 'x.', { tables: ['Licence'] }, true);
    expect(log.warnings()).toEqual([
      {
        code: 'SSN2_RESTRICTED',
        message: 'a.ssn2: x.',
        detail: { tables: ['Licence'] },
        needsConfirmation: true,
      },
    ]);
  });
});
