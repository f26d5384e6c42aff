import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyTable, createTable, type Table } from '../../../src/core/conversions/table.ts';
import { DecodeError } from '../../../src/core/decode-error.ts';

const published = (interpolated: boolean) => createTable([1, 2, 3], [1, 20, 40], interpolated);
const look = (table: Table, value: number) => applyTable(Float64Array.of(value), table)[0]!;

const tables = fc
  .uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 30 })
  .chain((raw) =>
    fc.tuple(
      fc.constant(raw.sort((a, b) => a - b)),
      fc.array(fc.integer({ min: -1000, max: 1000 }), {
        minLength: raw.length,
        maxLength: raw.length,
      }),
    ),
  );
const inputs = fc.array(
  fc.oneof(
    fc.integer({ min: -4400, max: 4400 }).map((quarter) => quarter / 4),
    fc.constantFrom(Number.NaN, Infinity, -Infinity, -0),
  ),
);

/** The rule by a scan of all entries. */
function scanNearest(raw: number[], calibrated: number[], value: number): number {
  if (Number.isNaN(value)) return Number.NaN;
  if (value === Infinity) return calibrated.at(-1)!;
  let best = 0;
  raw.forEach((entry, i) => {
    if (Math.abs(entry - value) < Math.abs(raw[best]! - value)) best = i;
  });
  return value === -Infinity ? calibrated[0]! : calibrated[best]!;
}

function scanLine(raw: number[], calibrated: number[], value: number): number {
  if (Number.isNaN(value)) return Number.NaN;
  if (value <= raw[0]!) return calibrated[0]!;
  for (let i = 1; i < raw.length; i++) {
    if (value > raw[i]!) continue;
    const part = (value - raw[i - 1]!) / (raw[i]! - raw[i - 1]!);
    return calibrated[i - 1]! + part * (calibrated[i]! - calibrated[i - 1]!);
  }
  return calibrated.at(-1)!;
}

describe('createTable', () => {
  it.each([
    ['no entries', [], [], 'Expected a table with at least one entry.', null],
    [
      'lengths that differ',
      [1, 2],
      [1],
      'Expected as many calibrated as raw values, got 1 for 2.',
      null,
    ],
    ['equal raw values', [1, 1], [1, 2], 'Expected raw values that ascend, got 1 after 1.', 1],
    [
      'descending raw values',
      [1, 3, 2],
      [1, 2, 3],
      'Expected raw values that ascend, got 2 after 3.',
      2,
    ],
    [
      'a raw value that is NaN',
      [1, Number.NaN],
      [1, 2],
      'Expected finite numbers in table entry 1.',
      1,
    ],
    [
      'an infinite calibrated value',
      [1],
      [Infinity],
      'Expected finite numbers in table entry 0.',
      0,
    ],
  ])('refuses %s', (_case, raw, calibrated, message, offset) => {
    const create = () => createTable(raw, calibrated, false);
    expect(create).toThrow(new DecodeError(message, offset));
    expect(create).toThrow(expect.objectContaining({ offset }));
  });
});

describe('applyTable', () => {
  it.each([
    ['an entry', 2, 20, 20],
    ['the middle between entries', 2.5, 20, 30],
    ['nearer to the upper entry', 2.75, 40, 35],
    ['nearer to the lower entry', 1.25, 1, 5.75],
    ['below the table', -7, 1, 1],
    ['above the table', 7, 40, 40],
    ['minus infinity', -Infinity, 1, 1],
    ['infinity', Infinity, 40, 40],
    ['NaN', Number.NaN, Number.NaN, Number.NaN],
  ])('looks up %s', (_case, value, nearest, line) => {
    expect(look(published(false), value)).toBe(nearest);
    expect(look(published(true), value)).toBe(line);
  });

  it.each([true, false])('holds the value of a single entry, interpolated %s', (interpolated) => {
    const table = createTable([5], [7], interpolated);
    const values = applyTable(Float64Array.of(-1, 5, 9, Number.NaN), table);
    expect([...values]).toEqual([7, 7, 7, Number.NaN]);
  });

  it('interpolates where differences would overflow', () => {
    const wide = createTable([-(2 ** 1023), 2 ** 1023], [2 ** 1023, -(2 ** 1023)], true);
    expect(look(wide, 0)).toBe(0);
    expect(look(wide, 2 ** 1022)).toBe(-(2 ** 1022));
  });

  it('never passes the end of a line by rounding', () => {
    // Here 0.5 and 1 are equally far from the lower entry, and -0.1 + (0.2 + 0.1) is above 0.2.
    const table = createTable([-1e16, 1], [-0.1, 0.2], true);
    expect(look(table, 0.5)).toBe(0.2);
  });

  it('agrees with a scan of all entries when nearest', () => {
    fc.assert(
      fc.property(tables, inputs, ([raw, calibrated], values) => {
        const table = createTable(raw, calibrated, false);
        expect([...applyTable(Float64Array.from(values), table)]).toEqual(
          values.map((value) => scanNearest(raw, calibrated, value)),
        );
      }),
    );
  });

  it('agrees with a scan of all entries when interpolated', () => {
    fc.assert(
      fc.property(tables, inputs, ([raw, calibrated], values) => {
        const converted = applyTable(Float64Array.from(values), createTable(raw, calibrated, true));
        converted.forEach((value, i) => {
          const expected = scanLine(raw, calibrated, values[i]!);
          if (Number.isNaN(expected)) expect(value).toBeNaN();
          else expect(value).toBeCloseTo(expected, 8);
        });
      }),
    );
  });

  it('gives for an array what it gives one by one', () => {
    fc.assert(
      fc.property(tables, inputs, fc.boolean(), ([raw, calibrated], values, interpolated) => {
        const table = createTable(raw, calibrated, interpolated);
        expect([...applyTable(Float64Array.from(values), table)]).toEqual(
          values.map((value) => look(table, value)),
        );
      }),
    );
  });
});
