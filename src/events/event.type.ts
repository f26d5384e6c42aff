import {
  EVENT_PRIORITIES,
  type EventPriority,
} from '../configuration-sets/configuration-content.ts';
import { builder } from '../schema/builder.ts';
import { EventDefinitionRef } from '../schema/refs.ts';
import type { Event } from './event.service.ts';
import { findDefinition, formatEvent } from './event-format.ts';

const PRIORITY_DESCRIPTIONS = {
  HIGH: 'Needs attention at once.',
  MEDIUM: 'Needs attention.',
  LOW: 'For information.',
  DEBUG: 'For developers.',
} satisfies Record<EventPriority, string>;

export const EventPriorityEnum = builder.enumType('EventPriority', {
  description: 'How much an event matters.',
  values: Object.fromEntries(
    EVENT_PRIORITIES.map((name) => [name, { description: PRIORITY_DESCRIPTIONS[name] }]),
  ) as Record<EventPriority, { description: string }>,
});

export const EventRef = builder.objectRef<Event>('Event');

EventRef.implement({
  description: 'Something that happened at an instant.',
  fields: (t) => ({
    eventDefinitionId: t.exposeInt('eventDefinitionId', {
      description: 'Id of its definition, unique together with the group.',
    }),
    groupName: t.exposeString('groupName', {
      description: 'Group of its definition: the name of an application; may be empty.',
    }),
    definition: t.field({
      type: EventDefinitionRef,
      nullable: true,
      description: 'Its definition; null when no configuration set in use has one.',
      resolve: async (event, _args, { loaders }) =>
        (await findDefinition(loaders, event))?.definition ?? null,
    }),
    timestamp: t.expose('timestamp', {
      type: 'Nanoseconds',
      description: 'When it happened, in nanoseconds since the Unix epoch.',
    }),
    values: t.field({
      type: 'Floats',
      description: "Raw values, in the order of the definition's conversions.",
      resolve: ({ values }) => Float64Array.from(values),
    }),
    statusText: t.string({
      description: 'Text that came with it; empty if none did.',
      resolve: ({ statusText }) => statusText ?? '',
    }),
    formatted: t.string({
      description:
        'The status text if there is one, else the values through their conversions and formats, with a space between.',
      resolve: (event, _args, { loaders }) => formatEvent(loaders, event),
    }),
    priority: t.field({
      type: EventPriorityEnum,
      nullable: true,
      description: "Its definition's priority; null without a definition.",
      resolve: async (event, _args, { loaders }) =>
        ((await findDefinition(loaders, event))?.definition.priority ??
          null) as EventPriority | null,
    }),
    isDefault: t.exposeBoolean('isDefault', {
      description: 'Whether its values are defaults, put in place of a failed reading.',
    }),
  }),
});

export const EventFilterInput = builder.inputType('EventFilter', {
  description: 'Which events; fields given together must all match.',
  fields: (t) => ({
    eventDefinitionIds: t.intList({ description: 'Of one of these definitions.' }),
    groupName: t.string({ description: 'Of definitions of this group.' }),
  }),
});

export const EventInput = builder.inputType('EventInput', {
  description: 'An event of a session.',
  fields: (t) => ({
    eventDefinitionId: t.int({ required: true, description: 'Id of its definition.' }),
    groupName: t.string({ defaultValue: '', description: 'Group of its definition.' }),
    timestamp: t.field({
      type: 'Nanoseconds',
      required: true,
      description: 'When it happened, in nanoseconds since the Unix epoch.',
    }),
    values: t.floatList({ defaultValue: [], description: 'Raw values, at most 64.' }),
    statusText: t.string({ description: 'Text to show instead of the values.' }),
    isDefault: t.boolean({
      defaultValue: false,
      description: 'Whether the values are defaults, put in place of a failed reading.',
    }),
  }),
});
