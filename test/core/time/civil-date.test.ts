import { describe, expect, it } from 'vitest';
import { civilFromDays, daysFromCivil, daysInMonth } from '../../../src/core/time/civil-date.ts';

describe('daysFromCivil', () => {
  it('agrees with the platform on every day from 1600 to 2400, and back', () => {
    for (let days = -135_140; days <= 157_054; days++) {
      const date = new Date(days * 86_400_000);
      const civil = {
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
      };
      if (daysFromCivil(civil.year, civil.month, civil.day) !== days)
        expect(civil).toBe(`day ${days}`);
      const back = civilFromDays(days);
      if (back.year !== civil.year || back.month !== civil.month || back.day !== civil.day)
        expect(back).toEqual(civil);
    }
    expect(daysFromCivil(1970, 1, 1)).toBe(0);
  });
});

describe('daysInMonth', () => {
  it.each([
    [2023, 2, 28],
    [2024, 2, 29],
    [1900, 2, 28],
    [2000, 2, 29],
    [2023, 4, 30],
    [2023, 12, 31],
  ])('gives month %i-%i %i days', (year, month, days) => {
    expect(daysInMonth(year, month)).toBe(days);
  });
});
