import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { versionKey } from '../../src/sessions/version-key.ts';

/** As both databases order texts: by the bytes of their UTF-8. */
const order = (a: string, b: string) => Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));
const byKey = (a: string, b: string) => order(versionKey(a), versionKey(b));

describe('versionKey', () => {
  it('orders the examples of SemVer 2 as it does', () => {
    const ascending = [
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '2.0.0',
      '2.1.0',
      '2.1.1',
    ];
    expect(ascending.toReversed().toSorted(byKey)).toEqual(ascending);
  });

  it('orders numbers as numbers, however long', () => {
    const ascending = [
      '1.9.0',
      '1.10.0',
      '9.0.0',
      '10.0.0',
      `${'9'.repeat(20)}.0.0`,
      `1${'0'.repeat(20)}.0.0`,
    ];
    expect(ascending.toReversed().toSorted(byKey)).toEqual(ascending);
  });

  it('forgives a leading v and missing parts', () => {
    const ascending = ['0.9', 'v1', '1.0.1', 'v1.1', '2'];
    expect(ascending.toReversed().toSorted(byKey)).toEqual(ascending);
  });

  it('puts what is no version first, by its text', () => {
    const ascending = ['', 'B', 'a', 'car 7', '0.0.0-a', '1'];
    expect(ascending.toReversed().toSorted(byKey)).toEqual(ascending);
  });

  it('orders what SemVer holds equal by text', () => {
    const ascending = ['1.0.0', '1.0.0+a', '1.0.0+b', 'v1.0.0'];
    expect(ascending.toReversed().toSorted(byKey)).toEqual(ascending);
    expect(byKey('1.0.0+z', '1.0.1-0')).toBe(-1);
  });

  it('compares any two versions as section 11 of SemVer 2 does', () => {
    fc.assert(
      fc.property(semver, semver, (a, b) => {
        const precedence = comparePrecedence(a, b);
        if (precedence !== 0) expect(byKey(a, b)).toBe(precedence);
      }),
      { numRuns: 5_000 },
    );
  });

  it('gives different versions different keys', () => {
    fc.assert(
      fc.property(fc.oneof(semver, fc.string()), fc.oneof(semver, fc.string()), (a, b) => {
        expect(versionKey(a) === versionKey(b)).toBe(a === b);
      }),
      { numRuns: 2_000 },
    );
  });
});

const numeric = fc.oneof(fc.nat({ max: 12 }), fc.nat()).map(String);
const identifier = fc.oneof(
  numeric,
  fc
    .string({ unit: fc.constantFrom(...'aAbZz09-'), minLength: 1, maxLength: 4 })
    .filter((text) => !/^\d+$/.test(text)),
);
const semver = fc
  .tuple(
    fc.tuple(numeric, numeric, numeric),
    fc.array(identifier, { maxLength: 4 }),
    fc.constantFrom('', '+build.5'),
  )
  .map(([release, prerelease, build]) => {
    const suffix = prerelease.length > 0 ? `-${prerelease.join('.')}` : '';
    return `${release.join('.')}${suffix}${build}`;
  });

/** Section 11, word by word. */
function comparePrecedence(a: string, b: string): number {
  const [left, right] = [splitVersion(a), splitVersion(b)];
  for (let i = 0; i < 3; i++) {
    const difference = Number(left.release[i]) - Number(right.release[i]);
    if (difference !== 0) return Math.sign(difference);
  }
  if (left.prerelease.length === 0 || right.prerelease.length === 0) {
    return Math.sign(right.prerelease.length - left.prerelease.length);
  }
  for (const [i, one] of left.prerelease.entries()) {
    const other = right.prerelease[i];
    if (other === undefined) return 1;
    const difference = compareIdentifiers(one, other);
    if (difference !== 0) return difference;
  }
  return left.prerelease.length < right.prerelease.length ? -1 : 0;
}

function compareIdentifiers(a: string, b: string): number {
  const [isNumber, isOtherNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber && isOtherNumber) return Math.sign(Number(a) - Number(b));
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function splitVersion(version: string): { release: string[]; prerelease: string[] } {
  const [core = ''] = version.split('+');
  const dash = core.indexOf('-');
  if (dash < 0) return { release: core.split('.'), prerelease: [] };
  return { release: core.slice(0, dash).split('.'), prerelease: core.slice(dash + 1).split('.') };
}
