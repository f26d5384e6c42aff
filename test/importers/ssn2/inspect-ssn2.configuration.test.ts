import { describe, expect, it } from 'vitest';
import {
  floats,
  identity,
  oneBlock,
  type SetSpec,
  simpleSpec,
} from '../../support/ssn2-builder.ts';
import { built, codes, inspect } from './edit-ssn2.ts';

describe('the configuration', () => {
  it('nests groups below their parents and breaks circles', async () => {
    const group = (ParameterGroupId: number, ParentParameterGroupId: number) => ({
      ParameterGroupId,
      ApplicationGroupId: 1,
      ParameterGroupName: `G${ParameterGroupId}`,
      ParentParameterGroupId,
      Depth: 9,
    });
    const { configurationSets, warnings } = await inspect(
      built({
        ...simpleSpec(),
        rows: {
          ...simpleSpec().rows,
          ConfigurationSetApplicationGroup: [
            { ApplicationGroupId: 1, ConfigurationSetId: 1, ApplicationGroupName: 'Car' },
          ],
          ConfigurationSetParameterGroup: [
            group(1, 2),
            group(2, 0),
            group(3, 1),
            group(4, 5),
            group(5, 4),
            group(6, 77),
          ],
          ConfigurationSetParameterGroupParameter: [
            { ParameterId: 1, ParameterGroupId: 3 },
            { ParameterId: 1, ParameterGroupId: 1 },
          ],
        },
      }),
    );
    const [set] = configurationSets;
    expect(set!.groups.map(({ id, parentId, depth }) => [id, parentId, depth])).toEqual([
      [2, null, 0],
      [1, 2, 1],
      [3, 1, 2],
      [6, null, 0],
      [4, null, 0],
      [5, 4, 1],
    ]);
    expect(set!.applications).toEqual([
      { id: 1, name: 'Car', description: '', applicationId: null },
    ]);
    expect(set!.groups[0]).toMatchObject({ application: 'Car' });
    expect(set!.parameters[0]).toMatchObject({ groupIds: [1, 3], groups: ['G1', 'G3'] });
    expect(warnings.map(({ code }) => code)).toEqual(['SSN2_LINK_BROKEN', 'SSN2_LINK_BROKEN']);
  });

  it('keeps what it can of every kind of conversion', async () => {
    const named = { ConfigurationSetId: 1, ConversionName: 'x' };
    const rational = { ...identity('r'), Coefficient2: 2, Coefficient3: 1 };
    const recording = await inspect(
      built({
        ...simpleSpec(),
        rows: {
          ConfigurationSetRationalConversion: [
            identity('i'),
            rational,
            { ...identity('inf'), Coefficient1: Infinity },
            identity('twice'),
            identity('of another set', 9),
          ],
          ConfigurationSetFormulaConversion: [
            { ...named, ConversionName: 'f', Units: 'V', Format: '%f', Formula: '$x * 2' },
          ],
          ConfigurationSetTableConversion: [
            { ...named, ConversionName: 't', DefinitionValue: floats(1) },
            { ...named, ConversionName: 'twice', DefinitionValue: floats(1) },
          ],
          ConfigurationSetTextConversion: [
            { ...named, ConversionName: 's', DefinitionValue: floats(1) },
          ],
        },
      }),
    );
    const unavailable = { kind: 'unavailable', units: null, format: null };
    expect(recording.configurationSets[0]!.conversions).toEqual([
      {
        kind: 'rational',
        name: 'i',
        units: 'km/h',
        format: '%5.0f',
        coefficients: [0, 1, 0, 0, 0, 1],
        identity: true,
      },
      expect.objectContaining({ name: 'r', coefficients: [0, 2, 1, 0, 0, 1], identity: false }),
      { ...unavailable, name: 'inf', reason: 'not finite' },
      { ...unavailable, name: 'twice', reason: 'ambiguous' },
      { kind: 'formula', name: 'f', units: 'V', format: '%f', formula: '$x * 2' },
      { ...unavailable, name: 't', reason: 'table' },
      { ...unavailable, name: 's', reason: 'text' },
    ]);
    expect(codes(recording)).toEqual([
      'SSN2_RATIONAL_UNCONFIRMED',
      'SSN2_CONVERSION_UNAVAILABLE',
      'SSN2_CONVERSION_MISSING',
    ]);
  });

  it('takes units and format of the parameter before those of the conversion', async () => {
    const parameters: SetSpec['parameters'] = [
      { row: { ParameterId: 1, ConversionName: 'c', Units: 'mph', FormatOverride: '%.2f' } },
      { row: { ParameterId: 2, ConversionName: 'c' } },
      { row: { ParameterId: 3, ConversionName: null, BitMask: -1, ErrorMask: 2n ** 40n + 5n } },
    ];
    const spec = oneBlock({}, {}, parameters);
    const { configurationSets } = await inspect(
      built({ ...spec, rows: { ConfigurationSetRationalConversion: [identity('c')] } }),
    );
    expect(configurationSets[0]!.parameters).toMatchObject([
      { units: 'mph', format: '%.2f', unitsOverride: 'mph', formatOverride: '%.2f' },
      { units: 'km/h', format: '%5.0f', unitsOverride: null, formatOverride: null },
      { units: null, format: null, conversionName: null, bitMask: 0xffff_ffff, errorMask: 5 },
    ]);
  });

  it('imports a computed parameter as a definition', async () => {
    const row = { ParameterId: 9, FunctionCode: '$a:Car + 1', LanguageType: 1 };
    const recording = await inspect(built(oneBlock({}, {}, [{ row }])));
    expect(codes(recording)).toEqual(['SSN2_VIRTUAL_PARAMETER']);
    expect(recording.configurationSets[0]!.parameters[0]).toMatchObject({
      name: 'Parameter 9',
      nameSource: 'id',
      functionCode: '$a:Car + 1',
      languageType: 1,
      channelIds: [],
    });
  });

  it('reads event definitions with their conversions in order', async () => {
    const definition = { ConfigurationSetId: 1, Description: 'Pit', Priority: 2, GroupName: 'Car' };
    const conversion = (ConversionName: string, Index: number) => ({
      EventDefinitionId: 4,
      ConversionName,
      Index,
    });
    const { configurationSets } = await inspect(
      built({
        ...simpleSpec(),
        rows: {
          ConfigurationSetEventDefinition: [
            { ...definition, EventDefinitionId: 4, EventDefinitionKey: 0x5001 },
          ],
          ConfigurationSetEventDefinitionConversion: [conversion('b', 1), conversion('a', 0)],
        },
      }),
    );
    expect(configurationSets[0]!.eventDefinitions).toEqual([
      { key: 0x5001, description: 'Pit', priority: 2, group: 'Car', conversionNames: ['a', 'b'] },
    ]);
  });
});
