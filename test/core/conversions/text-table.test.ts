import { describe, expect, it } from 'vitest';
import { compileTextTable } from '../../../src/core/conversions/text-table.ts';
import { DecodeError } from '../../../src/core/decode-error.ts';

describe('compileTextTable', () => {
  const text = compileTextTable([0, 1, 2.5, 1], ['closed', 'open', 'half', 'again'], 'unknown');

  it.each([
    [0, 'closed'],
    [-0, 'closed'],
    [1, 'open'],
    [2.5, 'half'],
    [2, 'unknown'],
    [Number.NaN, 'unknown'],
    [Infinity, 'unknown'],
  ])('gives the text of %d', (value, expected) => {
    expect(text(value)).toBe(expected);
  });

  it('gives the default for NaN even where NaN is a key', () => {
    expect(compileTextTable([Number.NaN], ['gap'], '')(Number.NaN)).toBe('');
  });

  it('may have no entries', () => {
    expect(compileTextTable([], [], 'none')(3)).toBe('none');
  });

  it('refuses texts and numbers that do not pair', () => {
    expect(() => compileTextTable([1, 2], ['one'], '')).toThrow(
      new DecodeError('Expected as many texts as raw values, got 1 for 2.'),
    );
  });
});
