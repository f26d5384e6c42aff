import { describe, expect, it } from 'vitest';
import {
  childPath,
  printPath,
  quote,
  ROOT,
} from '../../../src/configuration-sets/rta/json-path.ts';

describe('printPath', () => {
  it.each<[(string | number)[], string]>([
    [[], '$'],
    [['demo', 'parameters', 3, 'conv'], '$.demo.parameters[3].conv'],
    [['$a_1'], '$.$a_1'],
    [['a b', '1', '', 'é'], '$["a b"]["1"][""]["é"]'],
    [['say "x"\\\n'], '$["say \\"x\\"\\\\\\n"]'],
    [['x'.repeat(81)], `$["${'x'.repeat(79)}…"]`],
    [['x'.repeat(80)], `$.${'x'.repeat(80)}`],
  ])('prints %j as %s', (keys, printed) => {
    expect(printPath(keys.reduce(childPath, ROOT))).toBe(printed);
  });
});

describe('quote', () => {
  it.each([
    ['a', '"a"'],
    ['"\n', '"\\"\\n"'],
    ['x'.repeat(81), `"${'x'.repeat(79)}…"`],
  ])('quotes %j', (text, quoted) => {
    expect(quote(text)).toBe(quoted);
  });
});
