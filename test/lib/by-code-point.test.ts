import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byCodePoint } from '../../src/lib/by-code-point.ts';

describe('byCodePoint', () => {
  it('orders texts as the bytes of their UTF-8', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(byCodePoint(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });

  it.each([
    ['', 'a', -1],
    ['a', 'ab', -1],
    ['a', 'a', 0],
    ['Z', 'a', -1],
    ['\uffff', '😀', -1],
    ['😀', '\ue000', 1],
    ['😀', '😁', -1],
    ['a😀', 'a😀b', -1],
  ])('puts %j and %j in the order %i', (a, b, sign) => {
    expect(Math.sign(byCodePoint(a, b))).toBe(sign);
    expect(Math.sign(byCodePoint(b, a))).toBe(0 - sign);
  });
});
