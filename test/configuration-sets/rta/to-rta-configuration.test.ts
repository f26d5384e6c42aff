import { describe, expect, it } from 'vitest';
import {
  type ApplicationContent,
  emptyApplication,
  type ParameterContent,
} from '../../../src/configuration-sets/configuration-content.ts';
import { listRtaLosses } from '../../../src/configuration-sets/rta/list-rta-losses.ts';
import { parseRtaConfiguration } from '../../../src/configuration-sets/rta/parse-rta-configuration.ts';
import { toRtaConfiguration } from '../../../src/configuration-sets/rta/to-rta-configuration.ts';
import { FULL_DOCUMENT, withConversion, withParameter } from './rta-documents.ts';

const again = (document: unknown) =>
  toRtaConfiguration(parseRtaConfiguration(document).content) as Record<
    string,
    Record<string, unknown[]>
  >;
const withApplication = (members: Partial<ApplicationContent>) => ({
  description: null,
  applications: [{ ...emptyApplication('demo'), ...members }],
});
const PARAMETER: ParameterContent = {
  ...parseRtaConfiguration(withParameter({})).content.applications[0]!.parameters[0]!,
  conversion: null,
};

describe('toRtaConfiguration', () => {
  it('writes every member, with formats, masks and 1:1 spelled out', () => {
    const { demo, VIRT } = FULL_DOCUMENT;
    const [pressure, state, sum] = demo.parameters;
    const [first, second, , ...others] = demo.conversions;

    expect(again(FULL_DOCUMENT)).toEqual({
      demo: {
        ...demo,
        parameters: [{ ...pressure, errorMask: '00008000' }, { ...state, mask: '00000001' }, sum],
        conversions: [
          first,
          second,
          { name: '1to1:demo', format: '%5.3f', rational: { coeffs: [0, 1, 0, 0, 0, 1] } },
          ...others.map((one) => ({ ...one, format: '%5.3f' })),
        ],
      },
      VIRT,
    });
  });

  it('leaves out what is the default', () => {
    const document = withParameter(
      {
        type: 'std',
        min: 0,
        max: 0,
        byteOrder: 'le',
        shift: 0,
        mask: 'ffffffff',
        errorMask: '0',
        offset: 0,
        channels: [0],
      },
      { channels: [{ id: 0, source: 'row', type: 'f64', interval: 0 }], events: [], errors: [] },
    );
    expect(again(document)).toEqual({
      demo: {
        tree: { params: ['p:demo'] },
        parameters: [
          { id: 'p:demo', name: 'p', desc: 'A parameter', conv: 'c:demo', channels: [0] },
        ],
        channels: [{ id: 0 }],
        conversions: [
          { name: 'c:demo', format: '%5.3f', rational: { coeffs: [0, 1, 0, 0, 0, 1] } },
        ],
      },
    });
  });

  it('writes 1:1 with the denominator 1', () => {
    const document = withConversion({ rational: { coeffs: [0, 1, 0, 0, 1, 0] } });
    const content = withApplication({
      conversions: [
        {
          name: 'c',
          unit: '',
          format: '%d',
          definition: { kind: 'rational', coefficients: [0, 1, 0, 0, 1, 0] },
        },
      ],
    });
    const rational = { coeffs: [0, 1, 0, 0, 0, 1] };
    expect(again(document).demo?.conversions).toMatchObject([{ rational }]);
    expect(toRtaConfiguration(content)).toEqual({
      demo: { conversions: [{ name: 'c', format: '%d', rational }] },
    });
  });

  it('never rewrites other coefficients', () => {
    const rational = { coeffs: [0, 1, 5, 0, 1, 0] };
    expect(again(withConversion({ rational })).demo?.conversions).toMatchObject([{ rational }]);
  });

  it('writes applications of any name as members of their own', () => {
    const names = ['__proto__', 'constructor', 'b', 'a'];
    const applications = names.map(emptyApplication);

    const document = toRtaConfiguration({ description: null, applications });

    expect(Object.getPrototypeOf(document)).toBe(Object.prototype);
    expect(JSON.stringify(document)).toBe('{"__proto__":{},"constructor":{},"b":{},"a":{}}');
  });
});

describe('listRtaLosses', () => {
  it.each<[string, Partial<ApplicationContent>, string, string]>([
    [
      'the number of an application',
      { applicationId: 0 },
      '$.demo',
      'A document has no place for the number of an application.',
    ],
    [
      'the source of a name',
      { parameters: [{ ...PARAMETER, nameSource: 'conversion' }] },
      '$.demo.parameters[0]',
      'A document has no place for the source of a derived name.',
    ],
    [
      'a conversion of another application',
      { parameters: [{ ...PARAMETER, conversion: 'c:other' }] },
      '$.demo.parameters[0]',
      'The conversion "c:other" is of another application.',
    ],
    [
      'a channel of another application',
      { parameters: [{ ...PARAMETER, channels: [1] }] },
      '$.demo.parameters[0]',
      'A channel is of another application.',
    ],
    [
      'a mask on a float channel',
      {
        parameters: [{ ...PARAMETER, channels: [1], dataBitMask: 1 }],
        channels: [
          {
            channelId: 1,
            name: null,
            dataType: 'DOUBLE_64BIT',
            dataSource: 'ROW_DATA',
            interval: 0n,
          },
        ],
      },
      '$.demo.parameters[0]',
      'Shift and mask do not go with a channel that holds no integers.',
    ],
    [
      'a language of its own',
      { parameters: [{ ...PARAMETER, function: { language: 'lua', code: '1' } }] },
      '$.demo.parameters[0]',
      'Documents have no language "lua".',
    ],
    [
      'an interval beyond 2^53',
      {
        channels: [
          {
            channelId: 1,
            name: null,
            dataType: 'DOUBLE_64BIT',
            dataSource: 'PERIODIC',
            interval: 2n ** 53n,
          },
        ],
      },
      '$.demo.channels[0]',
      'JSON cannot hold the interval 9007199254740992 exactly.',
    ],
    [
      'the group of an event',
      {
        eventDefinitions: [
          {
            eventDefinitionId: 1,
            code: null,
            description: '',
            priority: 'LOW',
            groupName: 'other',
            conversions: [],
          },
        ],
      },
      '$.demo.events[0]',
      'Events belong to their application, not to "other".',
    ],
  ])('tells of %s', (_name, members, path, message) => {
    expect(listRtaLosses(withApplication(members))).toEqual([{ code: 'RTA_LOSS', path, message }]);
  });

  it('tells of the description of the set, and of an order that objects do not keep', () => {
    const applications = [emptyApplication('b'), emptyApplication('1')];
    expect(listRtaLosses({ description: 'A set', applications })).toEqual([
      {
        code: 'RTA_LOSS',
        path: '$',
        message: 'A document has no place for the description of the set.',
      },
      {
        code: 'RTA_LOSS',
        path: '$',
        message: 'Applications whose names are numbers come first in a JSON object.',
      },
    ]);
  });
});
