import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDocumentCache } from '../../src/server/document-cache.ts';

describe('createDocumentCache', () => {
  it('gives what was set last, and undefined for the unknown', () => {
    const cache = createDocumentCache<number>(100);
    cache.set('{ a }', 1);
    cache.set('{ a }', 2);
    expect(cache.get('{ a }')).toBe(2);
    expect(cache.get('{ b }')).toBeUndefined();
  });

  it('forgets what was not used for longest', () => {
    const cache = createDocumentCache<number>(12);
    cache.set('aaaa', 1);
    cache.set('bbbb', 2);
    cache.set('cccc', 3);
    cache.get('aaaa');
    cache.set('dddd', 4);
    expect(['aaaa', 'bbbb', 'cccc', 'dddd'].map(cache.get)).toEqual([1, undefined, 3, 4]);
  });

  it('keeps no document of more than 65,536 characters', () => {
    const cache = createDocumentCache<number>(10_000_000);
    cache.set('x'.repeat(65_536), 1);
    cache.set('x'.repeat(65_537), 2);
    expect(cache.get('x'.repeat(65_536))).toBe(1);
    expect(cache.get('x'.repeat(65_537))).toBeUndefined();
  });

  it('never holds more than its length', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 30 })), fc.nat(100), (documents, maxLength) => {
        const cache = createDocumentCache<string>(maxLength);
        for (const document of documents) cache.set(document, document);
        const held = [...new Set(documents)].filter((one) => cache.get(one) !== undefined);
        expect(held.join('').length).toBeLessThanOrEqual(maxLength);
      }),
    );
  });
});
