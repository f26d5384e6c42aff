/** A configuration set with something of everything that can be published. */
export const WHOLE = {
  identifier: 'whole',
  description: 'Everything there is',
  applications: [
    {
      name: 'Car',
      description: 'The car',
      applicationId: 4_294_967_295,
      channels: [
        {
          channelId: 2,
          name: 'fast',
          dataType: 'SIGNED_16BIT',
          dataSource: 'PERIODIC',
          interval: '1000000',
        },
        { channelId: 1, name: 'row' },
        { channelId: 3, dataType: 'UNSIGNED_8BIT', dataSource: 'TIMESTAMPED' },
      ],
      conversions: [
        {
          rational: {
            name: 'kmh',
            unit: 'km/h',
            format: '%.1f',
            coefficients: [0, 3.6, 0, 0, 0, 1],
          },
        },
        {
          table: {
            name: 'temp',
            unit: 'degC',
            rawValues: [0, 100],
            calibratedValues: [-40, 160],
            interpolated: true,
          },
        },
        { text: { name: 'gear', rawValues: [0, 1], texts: ['N', '1st'], defaultText: '?' } },
        { formula: { name: 'twice', formula: '$raw * 2 + 1', unit: 'x' } },
      ],
      parameters: [
        {
          identifier: 'speed:Car',
          name: 'Speed',
          description: 'Of the car',
          minimum: -1.7976931348623157e308,
          maximum: 3.4028234663852886e38,
          warningMinimum: 0.1,
          warningMaximum: 299.9,
          unit: 'kph',
          format: '%d',
          byteOrder: 'BIG_ENDIAN',
          bitShift: -31,
          dataBitMask: 255,
          errorBitMask: 128,
          offset: 1e-9,
          conversion: 'kmh',
          channels: [2, 1],
        },
        { identifier: 'plain:Car', name: 'Plain' },
        { identifier: 'gear:Car', name: 'Gear', conversion: 'gear', channels: [3] },
      ],
      groups: [
        {
          identifier: 'chassis',
          description: 'Below',
          parameters: ['speed:Car', 'plain:Car'],
          groups: [
            { identifier: 'wheels', groups: [{ identifier: 'front', parameters: ['speed:Car'] }] },
          ],
        },
        { identifier: 'engine', parameters: ['plain:Car', 'plain:Car'] },
      ],
      eventDefinitions: [
        {
          eventDefinitionId: -1,
          code: 'E1',
          description: 'Event',
          priority: 'MEDIUM',
          conversions: ['gear', 'kmh'],
        },
      ],
      errorDefinitions: [
        {
          name: 'Fault',
          description: 'A fault',
          group: 'faults',
          currentParameter: 'speed:Car',
          loggedParameter: 'plain:Car',
          bit: 31,
        },
      ],
    },
    { name: 'Driver' },
  ],
};
