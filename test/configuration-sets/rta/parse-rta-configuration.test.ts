import { describe, expect, it } from 'vitest';
import { emptyApplication } from '../../../src/configuration-sets/configuration-content.ts';
import { parseRtaConfiguration } from '../../../src/configuration-sets/rta/parse-rta-configuration.ts';
import { demo, FULL_DOCUMENT, withConversion, withParameter } from './rta-documents.ts';
import { nestGroups, problemsOf } from './rta-problem-list.ts';

const applicationOf = (document: unknown) =>
  parseRtaConfiguration(document).content.applications[0]!;

describe('parseRtaConfiguration', () => {
  it('reads every member of an application', () => {
    const { content, warnings } = parseRtaConfiguration(FULL_DOCUMENT);

    expect(warnings).toEqual([]);
    expect(content.applications.map(({ name }) => name)).toEqual(['demo', 'VIRT']);
    expect(content.applications[0]).toMatchObject({
      description: 'A demonstration',
      applicationId: null,
      identity: { commsPath: 'ecu/one', applicationVersionId: '0100002A' },
      rda: { ownerId: 65535, supported: false },
      groups: [
        {
          identifier: 'hydro:demo',
          description: 'Hydraulics',
          parameters: ['pressure:demo', 'state:demo'],
          groups: [
            {
              identifier: 'pumps:demo',
              description: null,
              parameters: ['state:demo'],
              groups: [],
            },
          ],
        },
      ],
      errorDefinitions: [
        {
          name: 'failed:demo',
          description: 'The pump has failed',
          group: 'hydro/pumps:demo',
          currentParameter: 'state:demo',
          loggedParameter: 'pressure:demo',
          bit: 3,
        },
      ],
      eventDefinitions: [
        {
          eventDefinitionId: 431,
          code: 'E1',
          description: '01AF:demo Some event',
          priority: 'HIGH',
          groupName: 'demo',
          conversions: ['state:demo', '1to1:demo'],
        },
      ],
    });
    expect(content.applications[1]).toEqual(emptyApplication('VIRT'));
  });

  it('reads every member of a parameter', () => {
    expect(applicationOf(FULL_DOCUMENT).parameters[0]).toEqual({
      identifier: 'pressure:demo',
      name: 'pressure',
      description: 'Pressure of the pump',
      minimum: -1,
      maximum: 12.5,
      warningMinimum: 0,
      warningMaximum: 10,
      unit: 'bar',
      format: '%6.1f',
      byteOrder: 'BIG_ENDIAN',
      bitShift: 0,
      dataBitMask: 0xffffffff,
      errorBitMask: 0x8000,
      offset: 0.25,
      conversion: 'pressure:demo',
      channels: [0, 1],
      function: null,
      nameSource: null,
    });
  });

  it('fills in the defaults of parameters, channels, conversions and events', () => {
    const { parameters, channels, conversions, eventDefinitions } = applicationOf(
      withParameter({}, { channels: [{ id: 0 }], events: [{ id: -1 }] }),
    );

    expect(parameters[0]).toMatchObject({
      minimum: 0,
      maximum: 0,
      warningMinimum: null,
      warningMaximum: null,
      unit: null,
      format: null,
      byteOrder: 'LITTLE_ENDIAN',
      bitShift: 0,
      dataBitMask: 0xffffffff,
      errorBitMask: 0,
      offset: 0,
      channels: [],
      function: null,
    });
    expect(channels).toEqual([
      { channelId: 0, name: null, dataType: 'DOUBLE_64BIT', dataSource: 'ROW_DATA', interval: 0n },
    ]);
    expect(conversions).toEqual([
      {
        name: 'c:demo',
        unit: '',
        format: '%5.3f',
        definition: { kind: 'rational', coefficients: [0, 1, 0, 0, 0, 1] },
      },
    ]);
    expect(eventDefinitions).toEqual([
      {
        eventDefinitionId: -1,
        code: null,
        description: '',
        priority: 'DEBUG',
        groupName: 'demo',
        conversions: [],
      },
    ]);
  });

  it.each([
    ['u8', 'UNSIGNED_8BIT'],
    ['s8', 'SIGNED_8BIT'],
    ['u16', 'UNSIGNED_16BIT'],
    ['s16', 'SIGNED_16BIT'],
    ['u32', 'UNSIGNED_32BIT'],
    ['s32', 'SIGNED_32BIT'],
    ['f32', 'FLOATING_POINT_32BIT'],
    ['3f32', 'TRIPLE_FLOATING_POINT_32BIT'],
    ['f64', 'DOUBLE_64BIT'],
  ])('reads the type %s as %s', (type, dataType) => {
    expect(applicationOf(demo({ channels: [{ id: 0, type }] })).channels[0]).toMatchObject({
      dataType,
    });
  });

  it.each([
    ['can', 0, 'CAN'],
    ['event', 0, 'EVENT'],
    ['periodic', 1, 'PERIODIC'],
    ['synchro', 0, 'SYNCHRO'],
    ['timestamped', 0, 'TIMESTAMPED'],
    ['row', 0, 'ROW_DATA'],
    ['subSampledPeriodic', 9_007_199_254_740_991, 'SUB_SAMPLED_PERIODIC'],
  ])('reads the source %s with the interval %d as %s', (source, interval, dataSource) => {
    const [channel] = applicationOf(demo({ channels: [{ id: 0, source, interval }] })).channels;
    expect(channel).toMatchObject({ dataSource, interval: BigInt(interval) });
  });

  it.each([
    [{ table: { raw: [1], calibrated: [2] } }, '%5.3f'],
    [{ text: { keys: [], values: [] } }, '%s'],
    [{ formula: { code: '$raw * 2' } }, '%5.3f'],
    [{ format: '', text: { keys: [], values: [] } }, ''],
  ])('gives the conversion %o the format %s', (members, format) => {
    expect(applicationOf(withConversion(members)).conversions[0]).toMatchObject({ format });
  });

  it.each([
    [
      [0, 1, 0, 0, 1, 0],
      [0, 1, 0, 0, 0, 1],
    ],
    [
      [0, 1, 0, 0, 0, 1],
      [0, 1, 0, 0, 0, 1],
    ],
    [
      [0, 1, 5, 0, 1, 0],
      [0, 1, 5, 0, 1, 0],
    ],
    [
      [0, 0, 3, 0, 1, 0],
      [0, 0, 3, 0, 1, 0],
    ],
    [
      [1, 2, 3, 4, 5, 6],
      [1, 2, 3, 4, 5, 6],
    ],
  ])('keeps the coefficients %j as %j', (coeffs, coefficients) => {
    const [conversion] = applicationOf(withConversion({ rational: { coeffs } })).conversions;
    expect(conversion?.definition).toEqual({ kind: 'rational', coefficients });
  });

  it.each([
    ['1', 1],
    ['FFFF0000', 0xffff0000],
    ['00aB', 0xab],
  ])('reads the mask %s', (mask, dataBitMask) => {
    const document = withParameter({ channels: [0], shift: -31, mask });
    expect(applicationOf(document).parameters[0]).toMatchObject({ bitShift: -31, dataBitMask });
  });

  it.each(['fdl', 'sfdl', 'C#', 'fdl#', 'fdl#Script'])('keeps a function in %s', (lang) => {
    const document = withParameter({ type: 'virt', func: { lang, code: '$a + 1' } });
    expect(applicationOf(document).parameters[0]?.function).toEqual({
      language: lang,
      code: '$a + 1',
    });
  });

  it('takes the language of a function as fdl unless it says so', () => {
    const document = withParameter({ type: 'virt', func: { code: '1' } });
    expect(applicationOf(document).parameters[0]?.function).toEqual({ language: 'fdl', code: '1' });
  });

  it('takes null for an absent member', () => {
    const document = withParameter({ unit: null, channels: null, warnMin: null });
    expect(parseRtaConfiguration(document, { strict: true }).warnings).toEqual([]);
  });

  it('takes minus zero for zero, as JSON does', () => {
    expect(applicationOf(withParameter({ min: -0 })).parameters[0]?.minimum).toBe(0);
  });

  it('takes applications of any name for data', () => {
    const names = ['__proto__', 'constructor', 'hasOwnProperty', 'a b', '日本'];
    const document: unknown = JSON.parse(
      `{${names.map((name) => `"${name}": { "desc": "of ${name}" }`).join()}}`,
    );

    const { content } = parseRtaConfiguration(document);

    expect(content.applications.map(({ name, description }) => [name, description])).toEqual(
      names.map((name) => [name, `of ${name}`]),
    );
    expect(({} as Record<string, unknown>).desc).toBeUndefined();
  });

  it('accepts 32 levels of groups and refuses more', () => {
    const path = `$.demo.tree${'.groups[0]'.repeat(32)}.groups`;
    expect(problemsOf(nestGroups(32))).toEqual([]);
    expect(problemsOf(nestGroups(33))).toEqual([{ path, message: 'Groups nest at most 32 deep.' }]);
  });

  it('accepts a document without applications', () => {
    expect(parseRtaConfiguration({})).toEqual({
      content: { description: null, applications: [] },
      warnings: [],
    });
  });
});
