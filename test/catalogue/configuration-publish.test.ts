import { describe, expect, it } from 'vitest';
import { type Json, PUBLISH, useCatalogue } from './catalogue-client.ts';
import { WHOLE } from './whole-configuration.ts';

const { ask, askData, refusal } = useCatalogue();

const publishAs = (identifier: string, application: Json) => ({
  input: { identifier, applications: [{ name: 'A', ...application }] },
});

const PARAMETER = `identifier name description minimum maximum warningMinimum warningMaximum unit format
  byteOrder bitShift dataBitMask errorBitMask offset nameSource function { language code }
  conversion { name } channels { channelId } groups { identifier } application { name }`;

describe('createConfigurationSet', () => {
  it('publishes a whole tree, and gives it back', async () => {
    const { createConfigurationSet: result } = await askData(PUBLISH, { input: WHOLE });
    expect(result).toEqual({
      created: true,
      warnings: [
        {
          code: 'BITS_OF_FLOAT',
          message: 'Shift and mask of "speed:Car" are ignored: channel 1 is DOUBLE_64BIT.',
          path: 'input.applications[0].parameters[0]',
        },
      ],
      configurationSet: {
        identifier: 'whole',
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        state: 'COMMITTED',
      },
    });
    const { configurationSet: set } = await askData(`{ configurationSet(identifier: "whole") {
      description
      applications {
        name description applicationId identity { commsPath } rda { ownerId }
        groups { identifier description parameters { identifier }
          groups { identifier groups { identifier groups { identifier } parameters { identifier } } } }
        parameters { identifier }
      }
      channels { nodes { channelId name dataType dataSource interval frequency parameters { identifier } } }
      eventDefinitions { eventDefinitionId code description priority groupName conversions { name } }
      errorDefinitions { name description group currentParameter loggedParameter bit }
      conversions { __typename name unit format
        ... on RationalConversion { coefficients }
        ... on TableConversion { rawValues calibratedValues interpolated }
        ... on TextConversion { rawValues texts defaultText }
        ... on FormulaConversion { formula } }
      speed: parameter(identifier: "speed:Car") { ${PARAMETER} }
      plain: parameter(identifier: "plain:Car") { ${PARAMETER} }
      none: parameter(identifier: "none") { name }
      two: channel(channelId: 2) { name } four: channel(channelId: 4) { name }
      gear: conversion(name: "gear") { name } nothing: conversion(name: "nothing") { name }
    } }`);
    expect(set).toEqual({
      description: 'Everything there is',
      applications: [
        {
          name: 'Car',
          description: 'The car',
          applicationId: 4_294_967_295,
          identity: null,
          rda: null,
          groups: [
            {
              identifier: 'chassis',
              description: 'Below',
              parameters: [{ identifier: 'speed:Car' }, { identifier: 'plain:Car' }],
              groups: [
                {
                  identifier: 'wheels',
                  groups: [
                    { identifier: 'front', groups: [], parameters: [{ identifier: 'speed:Car' }] },
                  ],
                },
              ],
            },
            {
              identifier: 'engine',
              description: null,
              parameters: [{ identifier: 'plain:Car' }],
              groups: [],
            },
          ],
          parameters: [
            { identifier: 'speed:Car' },
            { identifier: 'plain:Car' },
            { identifier: 'gear:Car' },
          ],
        },
        {
          name: 'Driver',
          description: null,
          applicationId: null,
          identity: null,
          rda: null,
          groups: [],
          parameters: [],
        },
      ],
      channels: {
        nodes: [
          {
            channelId: 1,
            name: 'row',
            dataType: 'DOUBLE_64BIT',
            dataSource: 'ROW_DATA',
            interval: '0',
            frequency: null,
            parameters: [{ identifier: 'speed:Car' }],
          },
          {
            channelId: 2,
            name: 'fast',
            dataType: 'SIGNED_16BIT',
            dataSource: 'PERIODIC',
            interval: '1000000',
            frequency: 1_000,
            parameters: [{ identifier: 'speed:Car' }],
          },
          {
            channelId: 3,
            name: null,
            dataType: 'UNSIGNED_8BIT',
            dataSource: 'TIMESTAMPED',
            interval: '0',
            frequency: null,
            parameters: [{ identifier: 'gear:Car' }],
          },
        ],
      },
      eventDefinitions: [
        {
          eventDefinitionId: -1,
          code: 'E1',
          description: 'Event',
          priority: 'MEDIUM',
          groupName: 'Car',
          conversions: [{ name: 'gear' }, { name: 'kmh' }],
        },
      ],
      errorDefinitions: WHOLE.applications[0]?.errorDefinitions,
      conversions: [
        {
          __typename: 'RationalConversion',
          name: 'kmh',
          unit: 'km/h',
          format: '%.1f',
          coefficients: [0, 3.6, 0, 0, 0, 1],
        },
        {
          __typename: 'TableConversion',
          name: 'temp',
          unit: 'degC',
          format: '%5.3f',
          rawValues: [0, 100],
          calibratedValues: [-40, 160],
          interpolated: true,
        },
        {
          __typename: 'TextConversion',
          name: 'gear',
          unit: '',
          format: '%s',
          rawValues: [0, 1],
          texts: ['N', '1st'],
          defaultText: '?',
        },
        {
          __typename: 'FormulaConversion',
          name: 'twice',
          unit: 'x',
          format: '%5.3f',
          formula: '$raw * 2 + 1',
        },
      ],
      speed: {
        ...WHOLE.applications[0]?.parameters?.[0],
        nameSource: null,
        function: null,
        conversion: { name: 'kmh' },
        channels: [{ channelId: 2 }, { channelId: 1 }],
        groups: [{ identifier: 'chassis' }, { identifier: 'front' }],
        application: { name: 'Car' },
      },
      plain: {
        identifier: 'plain:Car',
        name: 'Plain',
        description: null,
        minimum: 0,
        maximum: 0,
        warningMinimum: 0,
        warningMaximum: 0,
        unit: '',
        format: '%5.3f',
        byteOrder: 'LITTLE_ENDIAN',
        bitShift: 0,
        dataBitMask: 4_294_967_295,
        errorBitMask: 0,
        offset: 0,
        nameSource: null,
        function: null,
        conversion: { name: '' },
        channels: [],
        groups: [{ identifier: 'chassis' }, { identifier: 'engine' }],
        application: { name: 'Car' },
      },
      none: null,
      two: { name: 'fast' },
      four: null,
      gear: { name: 'gear' },
      nothing: null,
    });
  });

  it('changes nothing when the same content is published again, in whatever order of fields', async () => {
    const again = JSON.parse(JSON.stringify(WHOLE), (_key, value) =>
      value && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    );
    const first = (await askData(PUBLISH, { input: WHOLE })).createConfigurationSet;
    const second = (await askData(PUBLISH, { input: again })).createConfigurationSet;
    expect(second).toEqual({ ...first, created: false });
  });

  it('gives the same content the same hash under another identifier, with defaults written out', async () => {
    const hashOf = async (identifier: string, application: Json) =>
      (await askData(PUBLISH, publishAs(identifier, application))).createConfigurationSet
        .configurationSet.hash;
    const hash = await hashOf('hash 1', { parameters: [{ identifier: 'a', name: 'a' }] });
    const spelt = { identifier: 'a', name: 'a', minimum: 0, bitShift: 0, channels: [] };
    expect(await hashOf('hash 2', { parameters: [spelt], groups: [] })).toBe(hash);
    expect(await hashOf('hash 3', { parameters: [{ ...spelt, offset: 1 }] })).not.toBe(hash);
  });

  it('refuses other content under an identifier that is taken', async () => {
    await askData(PUBLISH, publishAs('taken', {}));
    const { errors } = await ask(PUBLISH, publishAs('taken', { description: 'other' }));
    expect(errors).toMatchObject([
      {
        path: ['createConfigurationSet'],
        extensions: {
          code: 'CONFLICT',
          argument: 'input.identifier',
          storedHash: expect.stringMatching(/^[0-9a-f]{64}$/),
          givenHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      },
    ]);
    expect(errors?.[0]?.message).toMatch(/^Configuration set "taken" exists with other content/);
    const { configurationSet } = await askData(
      '{ configurationSet(identifier: "taken") { applications { description } } }',
    );
    expect(configurationSet).toEqual({ applications: [{ description: null }] });
  });

  it.each([
    ['', 0],
    ['x'.repeat(513), 513],
  ])('refuses an identifier of a length out of range', async (identifier, length) => {
    expect(await refusal(PUBLISH, publishAs(identifier, {}))).toEqual({
      code: 'BAD_USER_INPUT',
      message: `Expected 1 to 512 characters, got ${length}.`,
      argument: 'input.identifier',
    });
  });
});
