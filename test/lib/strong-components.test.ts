import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { strongComponents } from '../../src/lib/strong-components.ts';

/** Which nodes can be reached from each, itself included, by trying every way. */
function reachable(successors: readonly (readonly number[])[]): boolean[][] {
  const reach = successors.map((next, i) => successors.map((_, j) => i === j || next.includes(j)));
  for (const k of reach.keys())
    for (const row of reach) if (row[k]) for (const j of reach.keys()) row[j] ||= reach[k]![j]!;
  return reach;
}

const graphs = fc
  .integer({ min: 1, max: 12 })
  .chain((size) =>
    fc.array(fc.array(fc.nat(size - 1), { maxLength: 4 }), { minLength: size, maxLength: size }),
  );

describe('strongComponents', () => {
  it('puts nodes together that can be reached from each other, and no others', () => {
    fc.assert(
      fc.property(graphs, (successors) => {
        const components = strongComponents(successors);
        const reach = reachable(successors);
        for (const i of successors.keys())
          for (const j of successors.keys())
            expect(components[i] === components[j]).toBe(reach[i]![j] && reach[j]![i]);
      }),
      { numRuns: 500 },
    );
  });

  it('numbers the components from 0, without a hole', () => {
    fc.assert(
      fc.property(graphs, (successors) => {
        const used = [...new Set(strongComponents(successors))].sort((a, b) => a - b);
        expect(used).toEqual(used.map((_, i) => i));
      }),
    );
  });

  it('takes a path and a circle of 200,000 nodes', () => {
    const size = 200_000;
    const path = Array.from({ length: size }, (_, i) => (i + 1 < size ? [i + 1] : []));
    const circle = Array.from({ length: size }, (_, i) => [(i + 1) % size]);
    expect(new Set(strongComponents(path)).size).toBe(size);
    expect(new Set(strongComponents(circle)).size).toBe(1);
  });

  it('has none for a graph without nodes', () => {
    expect(strongComponents([])).toEqual([]);
  });
});
