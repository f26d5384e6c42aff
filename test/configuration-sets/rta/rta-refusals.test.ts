import { describe, expect, it } from 'vitest';
import { parseRtaConfiguration } from '../../../src/configuration-sets/rta/parse-rta-configuration.ts';
import { demo, withConversion, withParameter } from './rta-documents.ts';
import { nestGroups, problemsOf, timed } from './rta-problem-list.ts';

const P = '$.demo.parameters[0]';
const C = '$.demo.conversions[0]';
const WORDS_OF_TYPES = '"u8", "s8", "u16", "s16", "u32", "s32", "f32", "3f32", "f64"';
const two = (list: string, entry: object) => demo({ [list]: [entry, entry] });
const channel = (members: object) => demo({ channels: [{ id: 0, ...members }] });

describe('parseRtaConfiguration refuses', () => {
  it.each<[string, unknown, string, string]>([
    ['a document that is a list', [], '$', 'Expected an object, got a list.'],
    ['a document that is no object', 1, '$', 'Expected an object, got 1.'],
    ['no document', undefined, '$', 'Expected an object, got undefined.'],
    ['an application that is no object', { demo: 'x' }, '$.demo', 'Expected an object, got "x".'],
    ['an application without a name', { '': {} }, '$[""]', 'Expected 1 to 512 characters, got 0.'],
    [
      'a name with half a character',
      { 'a b': { desc: '\ud800' } },
      '$["a b"].desc',
      'Expected a text of whole characters without NUL, got "\\ud800".',
    ],
    [
      'a text with NUL',
      demo({ desc: 'a\0' }),
      '$.demo.desc',
      'Expected a text of whole characters without NUL, got "a\\u0000".',
    ],
    ['a text that is none', demo({ desc: 1 }), '$.demo.desc', 'Expected a text, got 1.'],
    [
      'a list that is none',
      demo({ events: {} }),
      '$.demo.events',
      'Expected a list, got an object.',
    ],
    [
      'an entry that is no object',
      demo({ events: [null] }),
      '$.demo.events[0]',
      'Expected an object, got null.',
    ],
    [
      'an identity without a version',
      demo({ identity: { commsPath: '' } }),
      '$.demo.identity',
      'Expected a member "applicationVersionId".',
    ],
    [
      'a version that is not eight digits',
      demo({ identity: { commsPath: '', applicationVersionId: '0x123456' } }),
      '$.demo.identity.applicationVersionId',
      'Expected eight hexadecimal digits, got "0x123456".',
    ],
    [
      'an owner beyond 32 bits',
      demo({ rda: { ownerId: 4294967296, support: 'supported' } }),
      '$.demo.rda.ownerId',
      'Expected a whole number from 0 to 4294967295, got 4294967296.',
    ],
    [
      'a support that is no word',
      demo({ rda: { ownerId: 0, support: true } }),
      '$.demo.rda.support',
      'Expected one of "supported", "notSupported", got true.',
    ],
    ['a parameter without a name', withParameter({ name: null }), P, 'Expected a member "name".'],
    [
      'an empty identifier',
      withParameter({ id: '' }, { tree: {} }),
      `${P}.id`,
      'Expected 1 to 512 characters, got 0.',
    ],
    [
      'a number that is none',
      withParameter({ min: '1' }),
      `${P}.min`,
      'Expected a finite number, got "1".',
    ],
    [
      'a number that is not finite',
      withParameter({ offset: Number.POSITIVE_INFINITY }),
      `${P}.offset`,
      'Expected a finite number, got Infinity.',
    ],
    [
      'a byte order that is no word',
      withParameter({ byteOrder: 'LE' }),
      `${P}.byteOrder`,
      'Expected one of "le", "be", got "LE".',
    ],
    [
      'a type of parameter that is no word',
      withParameter({ type: 'constructor' }),
      `${P}.type`,
      'Expected one of "std", "virt", got "constructor".',
    ],
    [
      'a shift that is not whole',
      withParameter({ shift: 0.5 }),
      `${P}.shift`,
      'Expected a whole number from -31 to 31, got 0.5.',
    ],
    [
      'a mask with a prefix',
      withParameter({ mask: '0xff' }),
      `${P}.mask`,
      'Expected 1 to 8 hexadecimal digits without a prefix, got "0xff".',
    ],
    [
      'a mask of nine digits',
      withParameter({ errorMask: '123456789' }),
      `${P}.errorMask`,
      'Expected 1 to 8 hexadecimal digits without a prefix, got "123456789".',
    ],
    [
      'a mask that is a number',
      withParameter({ mask: 15 }),
      `${P}.mask`,
      'Expected 1 to 8 hexadecimal digits without a prefix, got 15.',
    ],
    [
      'a shift on a float channel',
      withParameter({ channels: [1], shift: 1 }),
      `${P}.shift`,
      'Expected no shift: channel 1 holds no integers.',
    ],
    [
      'a mask on a float channel',
      withParameter({ channels: [0, 1], mask: 'ff' }),
      `${P}.mask`,
      'Expected no mask: channel 1 holds no integers.',
    ],
    [
      'two channels of one interval',
      withParameter({ channels: [2, 3] }),
      `${P}.channels`,
      'The channels 2 and 3 share the interval 1000.',
    ],
    [
      'a function without code',
      withParameter({ type: 'virt', func: {} }),
      `${P}.func`,
      'Expected a member "code".',
    ],
    [
      'a language that is no word',
      withParameter({ type: 'virt', func: { lang: 'basic', code: '1' } }),
      `${P}.func.lang`,
      'Expected one of "fdl", "sfdl", "C#", "fdl#", "fdl#Script", got "basic".',
    ],
    [
      'a conversion that is not there',
      withParameter({ conv: 'd:demo' }),
      `${P}.conv`,
      'The application "demo" has no conversion "d:demo".',
    ],
    [
      'a conversion of another application',
      { ...withParameter({ conv: 'x:two' }), two: { conversions: [{ name: 'x:two' }] } },
      `${P}.conv`,
      'The conversion "x:two" belongs to the application "two", not to "demo".',
    ],
    [
      'a channel that is not there',
      withParameter({ channels: [0, 9] }),
      `${P}.channels[1]`,
      'The application "demo" has no channel 9.',
    ],
    [
      'a channel of another application',
      { ...withParameter({ channels: [4] }), two: { channels: [{ id: 4 }] } },
      `${P}.channels[0]`,
      'The channel 4 belongs to the application "two", not to "demo".',
    ],
    [
      'a channel id that is none',
      withParameter({ channels: ['0'] }),
      `${P}.channels[0]`,
      'Expected a whole number from 0 to 4294967295, got "0".',
    ],
    [
      'a channel without an id',
      demo({ channels: [{}] }),
      '$.demo.channels[0]',
      'Expected a member "id".',
    ],
    [
      'a channel id beyond 32 bits',
      channel({ id: 2 ** 32 }),
      '$.demo.channels[0].id',
      'Expected a whole number from 0 to 4294967295, got 4294967296.',
    ],
    [
      'a channel type that is no word',
      channel({ type: 'u64' }),
      '$.demo.channels[0].type',
      `Expected one of ${WORDS_OF_TYPES}, got "u64".`,
    ],
    [
      'a periodic channel without an interval',
      channel({ source: 'periodic' }),
      '$.demo.channels[0].interval',
      'Expected a positive interval for a channel of source "periodic", got 0.',
    ],
    [
      'an interval of a channel that is not periodic',
      channel({ interval: 5 }),
      '$.demo.channels[0].interval',
      'Expected no interval for a channel of source "row", got 5.',
    ],
    [
      'a negative interval',
      channel({ source: 'periodic', interval: -1 }),
      '$.demo.channels[0].interval',
      'Expected a whole number from 0 to 9007199254740991, got -1.',
    ],
    [
      'an interval that JSON does not hold exactly',
      channel({ source: 'periodic', interval: 2 ** 53 }),
      '$.demo.channels[0].interval',
      'Expected a whole number from 0 to 9007199254740991, got 9007199254740992.',
    ],
    [
      'a channel that is defined twice',
      two('channels', { id: 7 }),
      '$.demo.channels[1].id',
      'The channel 7 is defined twice.',
    ],
    [
      'a channel that two applications define',
      { one: { channels: [{ id: 0 }] }, two: { channels: [{ id: 0 }] } },
      '$.two.channels[0].id',
      'The channel 0 is defined twice, also in the application "one".',
    ],
    [
      'a conversion that is defined twice',
      two('conversions', { name: 'c' }),
      '$.demo.conversions[1].name',
      'The conversion "c" is defined twice.',
    ],
    [
      'a parameter that is defined twice',
      two('parameters', { id: 'p', name: 'p', desc: '' }),
      '$.demo.parameters[1].id',
      'The parameter "p" is defined twice.',
    ],
    [
      'an error that is defined twice',
      two('errors', { name: 'e', group: 'g', current: 'p', logged: 'p' }),
      '$.demo.errors[1].name',
      'The error definition "e" is defined twice.',
    ],
    [
      'an event that is defined twice',
      two('events', { id: 1 }),
      '$.demo.events[1].id',
      'The event definition 1 is defined twice.',
    ],
    [
      'a group that two applications define',
      { one: { tree: { groups: [{ id: 'g' }] } }, two: { tree: { groups: [{ id: 'g' }] } } },
      '$.two.tree.groups[0].id',
      'The group "g" is defined twice, also in the application "one".',
    ],
    [
      'a group without an id',
      demo({ tree: { groups: [{}] } }),
      '$.demo.tree.groups[0]',
      'Expected a member "id".',
    ],
    [
      'a parameter in a group that is not there',
      demo({ tree: { groups: [{ id: 'g', groups: [{ id: 'h', params: ['p'] }] }] } }),
      '$.demo.tree.groups[0].groups[0].params[0]',
      'The application "demo" has no parameter "p".',
    ],
    [
      'a parameter under the application that is not there',
      demo({ tree: { params: ['p'] } }),
      '$.demo.tree.params[0]',
      'The application "demo" has no parameter "p".',
    ],
    [
      'more than one kind of conversion',
      withConversion({ text: { keys: [], values: [] }, formula: { code: '$raw' } }),
      C,
      'Expected at most one of rational, table, text, formula, got text and formula.',
    ],
    [
      'five coefficients',
      withConversion({ rational: { coeffs: [0, 1, 0, 0, 0] } }),
      `${C}.rational.coeffs`,
      'Expected six coefficients, got 5.',
    ],
    [
      'seven coefficients',
      withConversion({ rational: { coeffs: [0, 1, 0, 0, 0, 1, 0] } }),
      `${C}.rational.coeffs`,
      'Expected six coefficients, got 7.',
    ],
    [
      'a coefficient that is no number',
      withConversion({ rational: { coeffs: [0, '1', 0, 0, 0, 1] } }),
      `${C}.rational.coeffs[1]`,
      'Expected a finite number, got "1".',
    ],
    [
      'a rational without coefficients',
      withConversion({ rational: {} }),
      `${C}.rational`,
      'Expected a member "coeffs".',
    ],
    [
      'a table whose lengths differ',
      withConversion({ table: { raw: [1, 2], calibrated: [1] } }),
      `${C}.table`,
      'Expected as many calibrated as raw values, got 1 for 2.',
    ],
    [
      'a table that does not ascend',
      withConversion({ table: { raw: [1, 3, 2], calibrated: [1, 2, 3] } }),
      `${C}.table.raw[2]`,
      'Expected raw values that ascend, got 2 after 3.',
    ],
    [
      'an empty table',
      withConversion({ table: { raw: [], calibrated: [] } }),
      `${C}.table`,
      'Expected a table with at least one entry.',
    ],
    [
      'a table without calibrated values',
      withConversion({ table: { raw: [1] } }),
      `${C}.table`,
      'Expected a member "calibrated".',
    ],
    [
      'an interpolation that is no truth value',
      withConversion({ table: { raw: [1], calibrated: [1], interpolated: 'yes' } }),
      `${C}.table.interpolated`,
      'Expected true or false, got "yes".',
    ],
    [
      'texts whose lengths differ',
      withConversion({ text: { keys: [1, 2], values: ['a'] } }),
      `${C}.text`,
      'Expected as many texts as raw values, got 1 for 2.',
    ],
    [
      'a text that is a number',
      withConversion({ text: { keys: [1], values: [1] } }),
      `${C}.text.values[0]`,
      'Expected a text, got 1.',
    ],
    [
      'a formula that does not compile',
      withConversion({ formula: { code: 'system("x")' } }),
      `${C}.formula.code`,
      expect.stringMatching(/\.$/) as unknown as string,
    ],
    [
      'an event id beyond 32 bits',
      demo({ events: [{ id: 2 ** 31 }] }),
      '$.demo.events[0].id',
      'Expected a whole number from -2147483648 to 2147483647, got 2147483648.',
    ],
    [
      'a priority that is no word',
      demo({ events: [{ id: 1, pri: 'HIGH' }] }),
      '$.demo.events[0].pri',
      'Expected one of "debug", "low", "medium", "high", got "HIGH".',
    ],
    [
      'a bit beyond 31',
      demo({ errors: [{ name: 'e', group: 'g', current: 'p', logged: 'p', bit: 32 }] }),
      '$.demo.errors[0].bit',
      'Expected a whole number from 0 to 31, got 32.',
    ],
  ])('%s', (_name, document, path, message) => {
    expect(problemsOf(document)).toEqual([{ path, message }]);
  });

  it.each([
    ['desc', { desc: null }, P, 'The parameter has no "desc".'],
    ['conv', { conv: null }, P, 'The parameter has no "conv"; it is 1:1.'],
    [
      'the func of a virtual parameter',
      { type: 'virt' },
      P,
      'The virtual parameter has no "func".',
    ],
    [
      'virtual before a func',
      { func: { code: '1' } },
      `${P}.func`,
      'Only virtual parameters have a "func"; the parameter is taken as virtual.',
    ],
    [
      'a function that compiles',
      { type: 'virt', func: { code: 'return(' } },
      `${P}.func`,
      'Function of "p:demo", line 1, column 8: Expected a number, a name or "(", got the end.',
    ],
    [
      'known members',
      { color: 'red' },
      `${P}.color`,
      'Configurations have no member "color" here; it is left out.',
    ],
  ])('a parameter without %s, in strict mode alone', (_name, members, path, message) => {
    expect(problemsOf(withParameter(members))).toEqual([]);
    expect(problemsOf(withParameter(members), { strict: true })).toEqual([{ path, message }]);
  });

  it('with every problem at once, the first hundred and their number', () => {
    const events = Array.from({ length: 250 }, () => ({ id: 'x' }));
    const message = 'Expected a whole number from -2147483648 to 2147483647, got "x".';

    expect(() => parseRtaConfiguration(demo({ events }))).toThrow(
      expect.objectContaining({
        code: 'BAD_USER_INPUT',
        message: `$.demo.events[0].id: ${message} And 249 more problems.`,
        details: {
          argument: '$.demo.events[0].id',
          problemCount: 250,
          problems: Array.from({ length: 100 }, (_, i) => ({
            path: `$.demo.events[${i}].id`,
            message,
          })),
        },
      }),
    );
  });

  it('with the problems of all parts', () => {
    const document = { ...demo({ desc: 1, channels: [{}], events: 1 }), two: [] };
    expect(problemsOf(document)).toMatchObject([
      { path: '$.demo.desc' },
      { path: '$.demo.channels[0]' },
      { path: '$.demo.events' },
      { path: '$.two' },
    ]);
  });
});

describe('a hostile document', () => {
  const long = 'x'.repeat(10_000_000);

  it.each([
    ['10,000 nested groups', nestGroups(10_000), 1],
    ['an application with a name of 10 MB', { [long]: {} }, 1],
    ['texts of 10 MB', withParameter({ id: long, name: long, desc: long, conv: long }), 5],
    ['a list of a million entries', demo({ channels: new Array(1_000_000).fill(0) }), 1],
    ['200,000 entries that are wrong', demo({ events: new Array(200_000).fill({}) }), 100],
  ])('%s is refused in bounded time', (_name, document, count) => {
    const { result, seconds } = timed(() => problemsOf(document));
    const problems = result as { path: string; message: string }[];

    expect(seconds).toBeLessThan(3);
    expect(problems).toHaveLength(count);
    expect(problems.every(({ path, message }) => path.length + message.length < 700)).toBe(true);
  });
});
