import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NameClues, nameParameters } from '../../../src/importers/ssn2/name-parameters.ts';

const clues = (more: Partial<NameClues> = {}): NameClues => ({
  parameterId: 1,
  application: 'Shaft',
  conversionName: null,
  channelName: null,
  clearIdentifier: null,
  clearName: null,
  ...more,
});
const nameOne = (more: Partial<NameClues>) => nameParameters([clues(more)])[0];

describe('nameParameters', () => {
  it.each([
    ['CONV_name:application', { conversionName: 'CONV_Speed:Shaft' }, 'Speed', 'conversion'],
    ['a name with a colon', { conversionName: 'CONV_a:b:Shaft' }, 'a:b', 'conversion'],
    [
      'name:application_conversion',
      { conversionName: 'Speed:Shaft_conversion' },
      'Speed',
      'conversion',
    ],
    [
      'the channel when the conversion is of another application',
      { conversionName: 'CONV_Speed:Wheel', channelName: 'CH_Spin' },
      'Spin',
      'channel',
    ],
    ['the channel as it stands', { channelName: '0x1F' }, '0x1F', 'channel'],
    ['a channel called only CH_', { channelName: 'CH_' }, 'CH_', 'channel'],
    ['the number', { conversionName: '1to1:app' }, 'Parameter 1', 'id'],
    ['clear text of the name', { clearName: 'Shaft speed' }, 'Shaft speed', 'text'],
  ] as const)('takes %s', (_title, given, name, nameSource) => {
    expect(nameOne(given)).toEqual({ name, identifier: `${name}:Shaft`, nameSource });
  });

  it.each([
    [{ clearIdentifier: 'Speed:Shaft' }, 'Speed'],
    [{ clearIdentifier: 'Speed:Other' }, 'Speed:Other'],
    [{ clearIdentifier: 'Speed:Shaft', clearName: 'Shaft speed' }, 'Shaft speed'],
    [{ clearIdentifier: ':Shaft' }, ':Shaft'],
  ])('keeps a clear identifier as it stands: %o', (given, name) => {
    expect(nameOne(given)).toEqual({ name, identifier: given.clearIdentifier, nameSource: 'text' });
  });

  it('does not take the conversion when several parameters use it', () => {
    const shared = { conversionName: 'CONV_Speed:Shaft' };
    const names = nameParameters([
      clues({ ...shared, parameterId: 1, channelName: 'CH_Left' }),
      clues({ ...shared, parameterId: 2, channelName: 'CH_Right' }),
      clues({ ...shared, parameterId: 3 }),
    ]);
    expect(names.map(({ identifier }) => identifier)).toEqual([
      'Left:Shaft',
      'Right:Shaft',
      'Parameter 3:Shaft',
    ]);
  });

  it('adds the number where an identifier is taken, giving way to clear text', () => {
    const names = nameParameters([
      clues({ parameterId: 4, channelName: 'My' }),
      clues({ parameterId: 5, channelName: 'My' }),
      clues({ parameterId: 6, clearIdentifier: 'My:Shaft' }),
      clues({ parameterId: 7, channelName: 'My', application: '' }),
    ]);
    expect(names.map(({ identifier }) => identifier)).toEqual([
      'My:Shaft#4',
      'My:Shaft#5',
      'My:Shaft',
      'My',
    ]);
  });

  it('never gives an identifier twice', () => {
    const text = fc.constantFrom('a', 'a#1', 'a:a', 'CONV_a:a', 'a:a_conversion', 'a:a#2', '');
    const some = fc.record({
      application: text,
      conversionName: fc.option(text),
      channelName: fc.option(text),
      clearIdentifier: fc.option(text),
      clearName: fc.option(text),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 12 }), (list) => {
        const names = nameParameters(list.map((entry, i) => ({ ...entry, parameterId: i + 1 })));
        expect(new Set(names.map(({ identifier }) => identifier)).size).toBe(list.length);
      }),
    );
  });
});
