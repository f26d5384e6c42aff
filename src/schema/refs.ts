import type {
  Application,
  ConfigurationSet,
  ErrorDefinition,
  EventDefinition,
  ParameterGroup,
} from '../configuration-sets/configuration-set.service.ts';
import type { Folder } from '../folders/folder.service.ts';
import type { TimeRange } from '../lib/time-range.ts';
import type { Channel, Conversion, Parameter } from '../parameters/parameter.service.ts';
import type { Session } from '../sessions/session.service.ts';
import { builder } from './builder.ts';

// Objects that several modules refer to. Each is implemented by the `.type.ts` of its domain.

export const SessionRef = builder.objectRef<Session>('Session');
export const FolderRef = builder.objectRef<Folder>('Folder');
export const ConfigurationSetRef = builder.objectRef<ConfigurationSet>('ConfigurationSet');
export const ApplicationRef = builder.objectRef<Application>('Application');
export const ParameterGroupRef = builder.objectRef<ParameterGroup>('ParameterGroup');
export const EventDefinitionRef = builder.objectRef<EventDefinition>('EventDefinition');
export const ErrorDefinitionRef = builder.objectRef<ErrorDefinition>('ErrorDefinition');
export const ParameterRef = builder.objectRef<Parameter>('Parameter');
export const ChannelRef = builder.objectRef<Channel>('Channel');
export const ConversionRef = builder.interfaceRef<Conversion>('Conversion');

export const TimeRangeRef = builder.objectRef<TimeRange>('TimeRange');

TimeRangeRef.implement({
  description: 'A range of time; both ends belong to it.',
  fields: (t) => ({
    startTime: t.expose('startTime', {
      type: 'Nanoseconds',
      description: 'First instant, in nanoseconds since the Unix epoch.',
    }),
    endTime: t.expose('endTime', {
      type: 'Nanoseconds',
      description: 'Last instant, in nanoseconds since the Unix epoch; equal to the first for one.',
    }),
  }),
});

export const TimeRangeInput = builder.inputType('TimeRangeInput', {
  description: 'A range of time; both ends belong to it.',
  fields: (t) => ({
    startTime: t.field({
      type: 'Nanoseconds',
      required: true,
      description: 'First instant or offset, in nanoseconds.',
    }),
    endTime: t.field({
      type: 'Nanoseconds',
      required: true,
      description: 'Last instant or offset, in nanoseconds; not before the first.',
    }),
  }),
});

export const WindowInput = builder.inputType('WindowInput', {
  isOneOf: true,
  description:
    "A part of a session: exactly one field. What lies outside the session's time range is left out. Samples are read over at most 104 days at a time.",
  fields: (t) => ({
    range: t.field({
      type: TimeRangeInput,
      description: 'Instants, in nanoseconds since the Unix epoch.',
    }),
    offset: t.field({
      type: TimeRangeInput,
      description: "Nanoseconds after the session's start.",
    }),
    lap: t.int({ description: 'A lap by its number; the first where a number repeats.' }),
    marker: t.string({ description: 'A marker by its id.' }),
    last: t.field({
      type: 'Nanoseconds',
      description: "Nanoseconds before the session's end, up to it.",
    }),
  }),
});
