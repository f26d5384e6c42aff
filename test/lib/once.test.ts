import { describe, expect, it } from 'vitest';
import { once } from '../../src/lib/once.ts';

describe('once', () => {
  it('calls a function when it is first called, and then gives the same result', () => {
    let calls = 0;
    const next = once(() => ++calls);
    expect(calls).toBe(0);
    expect([next(), next(), calls]).toEqual([1, 1, 1]);
  });

  it('gives a result of undefined again, too', () => {
    let calls = 0;
    const next = once(() => {
      calls++;
    });
    next();
    next();
    expect(calls).toBe(1);
  });
});
