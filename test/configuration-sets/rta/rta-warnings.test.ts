import { describe, expect, it } from 'vitest';
import { parseRtaConfiguration } from '../../../src/configuration-sets/rta/parse-rta-configuration.ts';
import { demo, withConversion, withParameter } from './rta-documents.ts';

const P = '$.demo.parameters[0]';
const C = '$.demo.conversions[0]';
const warningsOf = (document: unknown) => parseRtaConfiguration(document).warnings;
const parameter = (id: string) => ({ id, name: id, desc: '', conv: 'c:demo' });
const withTree = (tree: object) =>
  demo({
    tree,
    parameters: [parameter('p:demo'), parameter('q:demo')],
    conversions: [{ name: 'c:demo' }],
  });

describe('parseRtaConfiguration warns of', () => {
  it.each<[string, string, unknown, string, string]>([
    [
      'UNKNOWN_MEMBER',
      ', a member of an application',
      demo({ 'my note': 1 }),
      '$.demo["my note"]',
      'Configurations have no member "my note" here; it is left out.',
    ],
    [
      'UNKNOWN_MEMBER',
      ', a member of a conversion',
      withConversion({ rational: { coeffs: [0, 1, 0, 0, 0, 1], gain: 2 } }),
      `${C}.rational.gain`,
      'Configurations have no member "gain" here; it is left out.',
    ],
    [
      'UNKNOWN_MEMBER',
      ', a member with the name of the prototype',
      demo(JSON.parse('{ "__proto__": {} }') as object),
      '$.demo.__proto__',
      'Configurations have no member "__proto__" here; it is left out.',
    ],
    ['MISSING_DESC', '', withParameter({ desc: null }), P, 'The parameter has no "desc".'],
    [
      'MISSING_CONV',
      '',
      withParameter({ conv: null }),
      P,
      'The parameter has no "conv"; it is 1:1.',
    ],
    [
      'MISSING_FUNC',
      '',
      withParameter({ type: 'virt' }),
      P,
      'The virtual parameter has no "func".',
    ],
    [
      'FUNC_OF_STANDARD',
      '',
      withParameter({ type: 'std', func: { code: '1' } }),
      `${P}.func`,
      'Only virtual parameters have a "func"; the parameter is taken as virtual.',
    ],
    [
      'FUNCTION_NOT_EVALUATED',
      ', another language',
      withParameter({ type: 'virt', func: { lang: 'C#', code: 'return 1;' } }),
      `${P}.func`,
      'The function of "p:demo" is kept, and not evaluated: it is C#.',
    ],
    [
      'FUNCTION_NOT_EVALUATED',
      ', code beyond the language',
      withParameter({ type: 'virt', func: { code: 'p + 1; return(p);' } }),
      `${P}.func`,
      expect.stringContaining('Function of "p:demo", line 1') as unknown as string,
    ],
    [
      'FUNCTION_NOT_EVALUATED',
      ', a circle',
      withParameter({ type: 'virt', func: { code: '$p + 1' } }),
      `${P}.func`,
      'Functions refer to each other in a circle: p:demo → p:demo.',
    ],
    [
      'FORMAT_UNUSABLE',
      '',
      withParameter({ format: '%y' }),
      `${P}.format`,
      'Expected a conversion after "%", got "%y".',
    ],
    [
      'REPEATED_ENTRY',
      ', channels',
      withParameter({ channels: [0, 0] }),
      `${P}.channels[1]`,
      'The list has 0 already; it is left out here.',
    ],
    [
      'REPEATED_ENTRY',
      ', parameters of a group',
      withTree({ groups: [{ id: 'g', params: ['p:demo', 'q:demo', 'p:demo'] }] }),
      '$.demo.tree.groups[0].params[2]',
      'The list has "p:demo" already; it is left out here.',
    ],
    [
      'PARAMETER_NOT_IN_TREE',
      '',
      withTree({ params: ['p:demo'] }),
      '$.demo.parameters[1]',
      'The parameter "q:demo" is not in the tree; it is listed under the application.',
    ],
    [
      'PARAMETER_TWICE_IN_TREE',
      '',
      withTree({ groups: [{ id: 'g', params: ['p:demo'] }], params: ['p:demo', 'q:demo'] }),
      '$.demo.tree.params[0]',
      'The parameter "p:demo" stands in a group and directly under the application; the group counts.',
    ],
    [
      'TREE_ORDER',
      '',
      withTree({ params: ['q:demo', 'p:demo'] }),
      '$.demo.tree.params',
      'Parameters directly under an application are kept in the order of "parameters".',
    ],
    [
      'RATIONAL_DENOMINATOR_SUSPECT',
      '',
      withConversion({ rational: { coeffs: [0, 1, 5, 0, 1, 0] } }),
      `${C}.rational.coeffs`,
      'The denominator of "c:demo" is the raw value itself, a common slip; it is evaluated as c2 r + c3.',
    ],
    [
      'RATIONAL_DENOMINATOR_ZERO',
      '',
      withConversion({ rational: { coeffs: [0, 1, 0, 0, 0, 0] } }),
      `${C}.rational.coeffs`,
      'The denominator of "c:demo" is zero, so that it gives no values.',
    ],
    [
      'CHANNELS_NOT_CONTIGUOUS',
      ', a start at 2',
      demo({ channels: [{ id: 2 }, { id: 3 }] }),
      '$',
      'Channel ids go from 2 to 3 for 2 channels; from 0 or 1 without holes, offsets can stack.',
    ],
    [
      'CHANNELS_NOT_CONTIGUOUS',
      ', a hole between applications',
      { one: { channels: [{ id: 0 }] }, two: { channels: [{ id: 2 }] } },
      '$',
      'Channel ids go from 0 to 2 for 2 channels; from 0 or 1 without holes, offsets can stack.',
    ],
    [
      'EVENT_CONVERSIONS',
      '',
      demo({
        events: [{ id: 1, convs: ['c', 'c', 'c', 'c'] }],
        conversions: [{ name: 'c' }],
      }),
      '$.demo.events[0].convs',
      'Viewers handle at most three values of an event, got 4.',
    ],
    [
      'EVENT_CONVERSION',
      '',
      demo({ events: [{ id: 1, convs: ['c'] }] }),
      '$.demo.events[0].convs[0]',
      'The application "demo" has no conversion "c".',
    ],
    [
      'EVENT_ID_SHARED',
      '',
      { one: { events: [{ id: 5 }] }, two: { events: [{ id: 5 }] } },
      '$.two.events[0].id',
      'The application "one" has an event definition 5, too.',
    ],
    [
      'ERROR_PARAMETER',
      '',
      withParameter(
        {},
        { errors: [{ name: 'e', group: 'g', current: 'p:demo', logged: 'q:demo' }] },
      ),
      '$.demo.errors[0].logged',
      'The application "demo" has no parameter "q:demo".',
    ],
  ])('%s%s', (code, _what, document, path, message) => {
    expect(warningsOf(document)).toEqual([{ code, path, message }]);
  });

  it.each([
    ['the identity as documents write it', [0, 1, 0, 0, 1, 0]],
    ['the identity', [0, 1, 0, 0, 0, 1]],
    ['a reciprocal', [0, 0, 5, 0, 1, 0]],
    ['a general quotient', [1, 2, 3, 4, 5, 6]],
  ])('nothing in %s', (_name, coeffs) => {
    expect(warningsOf(withConversion({ rational: { coeffs } }))).toEqual([]);
  });

  it.each([
    [0, 1, 2],
    [3, 1, 2],
  ])('nothing in channels %d, %d, %d', (...ids) => {
    expect(warningsOf(demo({ channels: ids.map((id) => ({ id })) }))).toEqual([]);
  });

  it('nothing in a mask without effect on a float channel', () => {
    const members = { channels: [1], shift: 0, mask: 'FFFFFFFF' };
    expect(warningsOf(withParameter(members))).toEqual([]);
  });

  it('the first twenty of a kind, and how many more there are', () => {
    const members = Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`m${i}`, i]));

    const warnings = warningsOf(demo({ ...members, channels: [{ id: 9 }] }));

    expect(warnings).toHaveLength(22);
    expect(warnings.slice(19)).toMatchObject([
      { code: 'UNKNOWN_MEMBER', path: '$.demo.m19' },
      { code: 'UNKNOWN_MEMBER', path: '$', message: 'And 5 more.' },
      { code: 'CHANNELS_NOT_CONTIGUOUS' },
    ]);
  });
});

describe('parseRtaConfiguration', () => {
  it('lists a parameter outside the tree under the application', () => {
    const { content } = parseRtaConfiguration(
      withTree({ groups: [{ id: 'g', params: ['q:demo'] }] }),
    );
    expect(content.applications[0]).toMatchObject({
      groups: [{ parameters: ['q:demo'] }],
      parameters: [{ identifier: 'p:demo' }, { identifier: 'q:demo' }],
    });
  });

  it('keeps a virtual parameter without a function virtual', () => {
    const { content } = parseRtaConfiguration(withParameter({ type: 'virt' }));
    expect(content.applications[0]?.parameters[0]?.function).toEqual({ language: 'fdl', code: '' });
  });
});
