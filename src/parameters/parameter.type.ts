import {
  CHANNEL_DATA_SOURCES,
  type ChannelDataSource,
} from '../configuration-sets/configuration-content.ts';
import { type ByteOrder, DATA_TYPES, type DataType } from '../core/data-type.ts';
import { builder } from '../schema/builder.ts';
import {
  ApplicationRef,
  ChannelRef,
  ConversionRef,
  ParameterGroupRef,
  ParameterRef,
} from '../schema/refs.ts';
import { IDENTITY_CONVERSION } from './identity-conversion.ts';

const DATA_TYPE_DESCRIPTIONS = {
  UNSIGNED_8BIT: 'One byte, 0 to 255.',
  SIGNED_8BIT: 'One byte, -128 to 127.',
  UNSIGNED_16BIT: 'Two bytes, 0 to 65535.',
  SIGNED_16BIT: 'Two bytes, -32768 to 32767.',
  UNSIGNED_32BIT: 'Four bytes, 0 to 4294967295.',
  SIGNED_32BIT: 'Four bytes, -2147483648 to 2147483647.',
  FLOATING_POINT_32BIT: 'Four bytes, IEEE 754 single precision.',
  TRIPLE_FLOATING_POINT_32BIT:
    'Twelve bytes, three single precision numbers; the first is the value.',
  DOUBLE_64BIT: 'Eight bytes, IEEE 754 double precision.',
} satisfies Record<DataType, string>;

export const DataTypeEnum = builder.enumType('DataType', {
  description: 'How a sample is stored.',
  values: Object.fromEntries(
    DATA_TYPES.map((name) => [name, { description: DATA_TYPE_DESCRIPTIONS[name] }]),
  ) as Record<DataType, { description: string }>,
});

const DATA_SOURCE_DESCRIPTIONS = {
  PERIODIC: 'Samples at a fixed interval.',
  TIMESTAMPED: 'Samples with their own times.',
  ROW_DATA: 'Samples of several channels taken together, with their own times.',
  SYNCHRO: 'Samples with their own times, sent as differences.',
  CAN: 'Taken from CAN frames.',
  EVENT: 'Taken from events.',
  SUB_SAMPLED_PERIODIC: 'A reduction of a periodic channel, at a fixed interval.',
} satisfies Record<ChannelDataSource, string>;

export const ChannelDataSourceEnum = builder.enumType('ChannelDataSource', {
  description: 'How the samples of a channel come.',
  values: Object.fromEntries(
    CHANNEL_DATA_SOURCES.map((name) => [name, { description: DATA_SOURCE_DESCRIPTIONS[name] }]),
  ) as Record<ChannelDataSource, { description: string }>,
});

export const ByteOrderEnum = builder.enumType('ByteOrder', {
  description: 'Order of the bytes of a number.',
  values: {
    LITTLE_ENDIAN: { description: 'Least significant byte first.' },
    BIG_ENDIAN: { description: 'Most significant byte first.' },
  },
});

ChannelRef.implement({
  description: 'A stream of samples of one type.',
  fields: (t) => ({
    channelId: t.field({
      type: 'UInt32',
      description: 'Number, unique in its set. A session adds the offset of its binding.',
      resolve: ({ channelId }) => Number(channelId),
    }),
    name: t.exposeString('name', {
      nullable: true,
      description: 'For information, not unique; null if unset.',
    }),
    dataType: t.field({
      type: DataTypeEnum,
      description: 'How a sample is stored.',
      resolve: ({ dataType }) => dataType as DataType,
    }),
    dataSource: t.field({
      type: ChannelDataSourceEnum,
      description: 'How the samples come.',
      resolve: ({ dataSource }) => dataSource as ChannelDataSource,
    }),
    interval: t.field({
      type: 'Nanoseconds',
      description: 'Nanoseconds between samples; 0 when they carry their own times.',
      resolve: ({ intervalNs }) => intervalNs,
    }),
    frequency: t.float({
      nullable: true,
      description: 'Samples a second; null when they carry their own times.',
      resolve: ({ intervalNs }) => (intervalNs > 0n ? 1e9 / Number(intervalNs) : null),
    }),
    parameters: t.field({
      type: [ParameterRef],
      description: 'Parameters that it feeds.',
      resolve: ({ id }, _args, { loaders }) => loaders.parametersOfChannel.load(id),
    }),
  }),
});

const ParameterFunctionRef = builder
  .objectRef<{ language: string; code: string }>('ParameterFunction')
  .implement({
    description: 'What computes a virtual parameter.',
    fields: (t) => ({
      language: t.exposeString('language', { description: 'Language of the code, such as "fdl".' }),
      code: t.exposeString('code', { description: 'The code.' }),
    }),
  });

ParameterRef.implement({
  description: 'A quantity: what channels measure, in engineering units.',
  fields: (t) => ({
    identifier: t.exposeString('identifier', {
      description: 'Unique in its set, by convention "name:application".',
    }),
    name: t.exposeString('name', { description: 'Name for people.' }),
    nameSource: t.exposeString('nameSource', {
      nullable: true,
      description:
        'Where a derived name comes from ("conversion", "channel", "id"), when the imported file keeps names encrypted; null when the name was given.',
    }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'Text for people; null if unset.',
    }),
    application: t.field({
      type: ApplicationRef,
      description: 'The application it belongs to.',
      resolve: async ({ applicationId }, _args, { loaders }) => {
        const application = await loaders.applicationById.load(applicationId);
        if (!application) throw new Error(`Application ${applicationId} is missing.`);
        return application;
      },
    }),
    groups: t.field({
      type: [ParameterGroupRef],
      description: 'Groups it is in.',
      resolve: ({ id }, _args, { loaders }) => loaders.groupsOfParameter.load(id),
    }),
    minimum: t.exposeFloat('minimum', { description: 'Least expected value, for axes.' }),
    maximum: t.exposeFloat('maximum', { description: 'Greatest expected value, for axes.' }),
    warningMinimum: t.float({
      description: 'Values below it are worth a warning; the minimum unless set.',
      resolve: ({ warningMinimum, minimum }) => warningMinimum ?? minimum,
    }),
    warningMaximum: t.float({
      description: 'Values above it are worth a warning; the maximum unless set.',
      resolve: ({ warningMaximum, maximum }) => warningMaximum ?? maximum,
    }),
    unit: t.string({
      description: "Unit, its own or its conversion's; may be empty.",
      resolve: async ({ unit, conversionId }, _args, { loaders }) =>
        unit ??
        (conversionId ? ((await loaders.conversionById.load(conversionId))?.unit ?? '') : ''),
    }),
    format: t.string({
      description: "C-style format, its own or its conversion's.",
      resolve: async ({ format, conversionId }, _args, { loaders }) =>
        format ??
        (conversionId ? (await loaders.conversionById.load(conversionId))?.format : null) ??
        IDENTITY_CONVERSION.format,
    }),
    byteOrder: t.field({
      type: ByteOrderEnum,
      description: 'Order of the bytes of its samples.',
      resolve: ({ byteOrder }) => byteOrder as ByteOrder,
    }),
    bitShift: t.exposeInt('bitShift', {
      description:
        'Bits that raw integers are shifted to the right, or to the left if negative, before the mask.',
    }),
    dataBitMask: t.field({
      type: 'UInt32',
      description: 'Applied to shifted raw integers; 4294967295 and 0 mean none.',
      resolve: ({ dataBitMask }) => Number(dataBitMask),
    }),
    errorBitMask: t.field({
      type: 'UInt32',
      description: 'Bits of the raw integer that say the sensor has failed; 0 means none.',
      resolve: ({ errorBitMask }) => Number(errorBitMask),
    }),
    offset: t.exposeFloat('offset', { description: 'Added after the conversion.' }),
    conversion: t.field({
      type: ConversionRef,
      description: 'How its raw values become engineering values; 1:1 unless set.',
      resolve: async (parameter, _args, { loaders }) => {
        const { conversionId, configurationSetId, applicationId } = parameter;
        const stored = conversionId ? await loaders.conversionById.load(conversionId) : null;
        return stored ?? { ...IDENTITY_CONVERSION, configurationSetId, applicationId };
      },
    }),
    channels: t.field({
      type: [ChannelRef],
      description: 'Channels that feed it; where several have data the finer one counts.',
      resolve: ({ id }, _args, { loaders }) => loaders.channelsOfParameter.load(id),
    }),
    function: t.field({
      type: ParameterFunctionRef,
      nullable: true,
      description: 'What computes it; null unless it is a virtual parameter.',
      resolve: ({ functionLanguage, functionCode }) =>
        functionCode === null ? null : { language: functionLanguage ?? 'fdl', code: functionCode },
    }),
  }),
});
