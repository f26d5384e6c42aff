import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toSearchText, toSearchWords } from '../../../src/sessions/query/search-words.ts';

describe('toSearchWords', () => {
  it.each([
    ['Race 3, wet-track_test', ['race', '3', 'wet', 'track', 'test']],
    ['', []],
    [' .-"%', []],
    ['Straße ÄÖ', ['straße', 'äö']],
    ['cafe\u0301 caf\u00e9', ['caf\u00e9', 'caf\u00e9']],
    ['ﬁne ２５', ['fine', '25']],
    ['日本グランプリ', ['日本グランプリ']],
    ['कृष्ण', ['कृष्ण']],
    ['\u{1d7d9}\u{10400}', ['1\u{10428}']],
  ])('splits %j', (text, words) => {
    expect(toSearchWords(text)).toEqual(words);
  });

  it('keeps 64 UTF-16 units of a word, and never half of a character', () => {
    expect(toSearchWords('a'.repeat(65))).toEqual(['a'.repeat(64)]);
    expect(toSearchWords(`${'a'.repeat(63)}\u{10428}b`)).toEqual(['a'.repeat(63)]);
    expect(toSearchWords(`${'a'.repeat(62)}\u{10428}b`)).toEqual([`${'a'.repeat(62)}\u{10428}`]);
  });

  it('finds a word in whatever case and composition it is typed', () => {
    // Letters whose cases are pairs: of a sigma the form depends on what follows.
    const unit = fc.constantFrom(...'abzäßéÅ0ñжЖ日', '\u{10400}', 'e\u0301');
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 20 }), (text) => {
        const words = toSearchWords(text);
        expect(toSearchWords(text.toLowerCase())).toEqual(words);
        expect(toSearchWords(text.normalize('NFD'))).toEqual(words);
      }),
    );
  });

  it('gives words that are words themselves', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const word of toSearchWords(text)) {
          expect(word).not.toMatch(/\p{Cs}/u);
          expect(toSearchWords(word).join('')).toBe(word);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('toSearchText', () => {
  it('holds each word once, between spaces', () => {
    expect(toSearchText(['Race day', 'day RACE two'])).toBe(' race day two ');
  });

  it('keeps 4,000 words', () => {
    const texts = Array.from({ length: 5_000 }, (_, i) => `w${i}`);
    const words = toSearchText(texts).trim().split(' ');
    expect(words).toEqual(texts.slice(0, 4_000));
  });
});
