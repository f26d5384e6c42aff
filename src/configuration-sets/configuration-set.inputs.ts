import { EventPriorityEnum } from '../events/event.type.ts';
import {
  ByteOrderEnum,
  ChannelDataSourceEnum,
  DataTypeEnum,
} from '../parameters/parameter.type.ts';
import { builder } from '../schema/builder.ts';

const conversionFields = {
  name: 'Name, unique in the set; by convention "name:application".',
  unit: 'Unit of engineering values.',
  format: 'C-style format.',
};

const RationalConversionInput = builder.inputType('RationalConversionInput', {
  description: '(c1 r² + c2 r + c3) / (c4 r² + c5 r + c6), of raw values r.',
  fields: (t) => ({
    name: t.string({ required: true, description: conversionFields.name }),
    unit: t.string({ defaultValue: '', description: conversionFields.unit }),
    format: t.string({ defaultValue: '%5.3f', description: conversionFields.format }),
    coefficients: t.floatList({
      defaultValue: [0, 1, 0, 0, 0, 1],
      description: 'c1 to c6; 1:1 unless given.',
    }),
  }),
});

const TableConversionInput = builder.inputType('TableConversionInput', {
  description: 'A table of values. Outside it the first or last value holds.',
  fields: (t) => ({
    name: t.string({ required: true, description: conversionFields.name }),
    unit: t.string({ defaultValue: '', description: conversionFields.unit }),
    format: t.string({ defaultValue: '%5.3f', description: conversionFields.format }),
    rawValues: t.floatList({ required: true, description: 'Raw values, ascending.' }),
    calibratedValues: t.floatList({
      required: true,
      description: 'Engineering values, one a raw value.',
    }),
    interpolated: t.boolean({
      defaultValue: false,
      description:
        'Whether values between entries lie on the line between them, or are those of the nearest entry.',
    }),
  }),
});

const TextConversionInput = builder.inputType('TextConversionInput', {
  description: 'A table of texts.',
  fields: (t) => ({
    name: t.string({ required: true, description: conversionFields.name }),
    unit: t.string({ defaultValue: '', description: conversionFields.unit }),
    format: t.string({ defaultValue: '%s', description: conversionFields.format }),
    rawValues: t.floatList({ required: true, description: 'Raw values.' }),
    texts: t.stringList({ required: true, description: 'Texts, one a raw value.' }),
    defaultText: t.string({ defaultValue: '', description: 'Text of any other value.' }),
  }),
});

const FormulaConversionInput = builder.inputType('FormulaConversionInput', {
  description: 'An expression of the raw value.',
  fields: (t) => ({
    name: t.string({ required: true, description: conversionFields.name }),
    unit: t.string({ defaultValue: '', description: conversionFields.unit }),
    format: t.string({ defaultValue: '%5.3f', description: conversionFields.format }),
    formula: t.string({
      required: true,
      description:
        'Expression of one variable, for example "$raw * 3.6 + 1". See docs/formulas.md.',
    }),
  }),
});

const ConversionInput = builder.inputType('ConversionInput', {
  isOneOf: true,
  description: 'A conversion: exactly one field.',
  fields: (t) => ({
    rational: t.field({ type: RationalConversionInput, description: 'A quotient of polynomials.' }),
    table: t.field({ type: TableConversionInput, description: 'A table of values.' }),
    text: t.field({ type: TextConversionInput, description: 'A table of texts.' }),
    formula: t.field({ type: FormulaConversionInput, description: 'An expression.' }),
  }),
});

const ChannelInput = builder.inputType('ChannelInput', {
  description: 'A stream of samples of one type.',
  fields: (t) => ({
    channelId: t.field({
      type: 'UInt32',
      required: true,
      description:
        'Number, unique in the set; from 0 or 1 without holes, so that offsets can stack.',
    }),
    name: t.string({ description: 'For information.' }),
    dataType: t.field({
      type: DataTypeEnum,
      defaultValue: 'DOUBLE_64BIT',
      description: 'How a sample is stored.',
    }),
    dataSource: t.field({
      type: ChannelDataSourceEnum,
      defaultValue: 'ROW_DATA',
      description: 'How the samples come.',
    }),
    interval: t.field({
      type: 'Nanoseconds',
      description: 'Nanoseconds between samples; required for PERIODIC, else absent or 0.',
    }),
  }),
});

const ParameterInput = builder.inputType('ParameterInput', {
  description: 'A quantity.',
  fields: (t) => ({
    identifier: t.string({ required: true, description: 'Unique in the set, "name:application".' }),
    name: t.string({ required: true, description: 'Name for people.' }),
    description: t.string({ description: 'Text for people.' }),
    minimum: t.float({ defaultValue: 0, description: 'Least expected value.' }),
    maximum: t.float({ defaultValue: 0, description: 'Greatest expected value.' }),
    warningMinimum: t.float({ description: 'Absent: the minimum.' }),
    warningMaximum: t.float({ description: 'Absent: the maximum.' }),
    unit: t.string({ description: "Absent: the conversion's." }),
    format: t.string({ description: "C-style format; absent: the conversion's." }),
    byteOrder: t.field({
      type: ByteOrderEnum,
      defaultValue: 'LITTLE_ENDIAN',
      description: 'Order of the bytes of its samples.',
    }),
    bitShift: t.int({ defaultValue: 0, description: 'Positive shifts right, negative left.' }),
    dataBitMask: t.field({
      type: 'UInt32',
      defaultValue: 0xffffffff,
      description: 'Applied to shifted raw integers.',
    }),
    errorBitMask: t.field({
      type: 'UInt32',
      defaultValue: 0,
      description: 'Bits that say the sensor has failed.',
    }),
    offset: t.float({ defaultValue: 0, description: 'Added after the conversion.' }),
    conversion: t.string({
      description: 'Name of a conversion of the same application; absent: 1:1.',
    }),
    channels: t.field({
      type: ['UInt32'],
      defaultValue: [],
      description: 'Numbers of channels of the same application.',
    }),
    function: t.string({
      description:
        'Formula of a virtual parameter, which refers to others by "$identifier". See docs/formulas.md.',
    }),
  }),
});

const ParameterGroupInputRef = builder.inputRef<GroupShape>('ParameterGroupInput');

interface GroupShape {
  identifier: string;
  description?: string | null;
  groups?: GroupShape[] | null;
  parameters?: string[] | null;
}

ParameterGroupInputRef.implement({
  description: 'A group of parameters.',
  fields: (t) => ({
    identifier: t.string({ required: true, description: 'Unique in the set.' }),
    description: t.string({ description: 'Text for people.' }),
    groups: t.field({
      type: [ParameterGroupInputRef],
      defaultValue: [],
      description: 'Groups within it, at most 32 deep.',
    }),
    parameters: t.stringList({ defaultValue: [], description: 'Identifiers of its parameters.' }),
  }),
});

const EventDefinitionInput = builder.inputType('EventDefinitionInput', {
  description: 'What an event means.',
  fields: (t) => ({
    eventDefinitionId: t.int({ required: true, description: 'Id, unique with the group.' }),
    code: t.string({ description: 'Code.' }),
    description: t.string({ required: true, description: 'Title.' }),
    priority: t.field({
      type: EventPriorityEnum,
      defaultValue: 'DEBUG',
      description: 'How much it matters.',
    }),
    groupName: t.string({ description: 'Absent: the name of the application.' }),
    conversions: t.stringList({
      defaultValue: [],
      description: 'Names of the conversions of the values, in order.',
    }),
  }),
});

const ErrorDefinitionInput = builder.inputType('ErrorDefinitionInput', {
  description: 'An error that two parameters tell of by one bit.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name, unique in the set.' }),
    description: t.string({ description: 'Text for people.' }),
    group: t.string({ required: true, description: 'Group it is shown in.' }),
    currentParameter: t.string({
      required: true,
      description: 'Parameter whose bit is set while the error lasts.',
    }),
    loggedParameter: t.string({
      required: true,
      description: 'Parameter whose bit stays set.',
    }),
    bit: t.int({ defaultValue: 0, description: 'The bit, 0 to 31.' }),
  }),
});

const ApplicationIdentityInput = builder.inputType('ApplicationIdentityInput', {
  description: 'Identity of a versioned application.',
  fields: (t) => ({
    commsPath: t.string({ required: true, description: 'Path that stands for a namespace.' }),
    applicationVersionId: t.string({
      required: true,
      description: 'Eight hexadecimal digits: the application, then its version.',
    }),
  }),
});

const ApplicationRdaInput = builder.inputType('ApplicationRdaInput', {
  description: 'Restricted data access of an application.',
  fields: (t) => ({
    ownerId: t.field({ type: 'UInt32', required: true, description: 'Owner; 65535 is unlocked.' }),
    supported: t.boolean({ required: true, description: 'Whether access is restricted.' }),
  }),
});

const ApplicationInput = builder.inputType('ApplicationInput', {
  description: 'An application: the top of a tree of parameters.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name, unique in the set.' }),
    description: t.string({ description: 'Text for people.' }),
    applicationId: t.field({
      type: 'UInt32',
      description: 'Number of the application in its control unit.',
    }),
    identity: t.field({
      type: ApplicationIdentityInput,
      description: 'Identity of a versioned application.',
    }),
    rda: t.field({ type: ApplicationRdaInput, description: 'Restricted data access.' }),
    groups: t.field({
      type: [ParameterGroupInputRef],
      defaultValue: [],
      description: 'Groups at the top.',
    }),
    parameters: t.field({ type: [ParameterInput], defaultValue: [], description: 'Parameters.' }),
    channels: t.field({ type: [ChannelInput], defaultValue: [], description: 'Channels.' }),
    conversions: t.field({
      type: [ConversionInput],
      defaultValue: [],
      description: 'Conversions.',
    }),
    eventDefinitions: t.field({
      type: [EventDefinitionInput],
      defaultValue: [],
      description: 'Event definitions.',
    }),
    errorDefinitions: t.field({
      type: [ErrorDefinitionInput],
      defaultValue: [],
      description: 'Error definitions.',
    }),
  }),
});

export const ConfigurationSetInput = builder.inputType('ConfigurationSetInput', {
  description: 'A configuration set, whole.',
  fields: (t) => ({
    identifier: t.string({
      required: true,
      description: 'Unique identifier, 1 to 512 characters.',
    }),
    description: t.string({ description: 'Text for people.' }),
    applications: t.field({
      type: [ApplicationInput],
      required: true,
      description: 'Its applications.',
    }),
  }),
});

export const ConfigurationSetContentInput = builder.inputType('ConfigurationSetContentInput', {
  description: 'Content to add to a draft.',
  fields: (t) => ({
    description: t.string({ description: 'Replaces the text for people.' }),
    applications: t.field({
      type: [ApplicationInput],
      required: true,
      description: 'Applications; one of the same name is joined with that of the draft.',
    }),
  }),
});

export type ConfigurationContentShape = typeof ConfigurationSetContentInput.$inferInput;
