import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { readAuthorHeader, readAuthorParam } from '../../src/lib/read-author.ts';

describe('readAuthorHeader', () => {
  it('reads back whatever text is percent-encoded', () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .filter((one) => !/\p{Cc}/u.test(one) && [...one].length <= 200);
    fc.assert(
      fc.property(text, (author) => {
        expect(readAuthorHeader(encodeURIComponent(author))).toBe(author);
      }),
    );
  });

  it.each([[undefined], ['']])('is null for %j', (header) => {
    expect(readAuthorHeader(header)).toBeNull();
  });

  it.each(['%', '%ff', '%E0%A4', 'a%0Ab', '%ED%A0%80', 'x'.repeat(201), '%20'.repeat(201)])(
    'refuses %j',
    (header) => {
      expect(() => readAuthorHeader(header)).toThrow(AppError);
    },
  );
});

describe('readAuthorParam', () => {
  it('takes a text as it is', () => {
    expect(readAuthorParam('Zoë 100%')).toBe('Zoë 100%');
  });

  it.each([[undefined], [null], ['']])('is null for %j', (author) => {
    expect(readAuthorParam(author)).toBeNull();
  });

  it.each([[7], [true], [{}], [[]], ['a\nb'], ['\ud800'], ['😀'.repeat(201)]])(
    'refuses %j',
    (author) => {
      expect(() => readAuthorParam(author)).toThrow(AppError);
    },
  );
});
