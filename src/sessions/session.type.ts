import type { BoundSet } from '../configuration-sets/bound-sets.service.ts';
import { ConstantRef } from '../constants/constant.type.ts';
import { pageEvents } from '../events/event.service.ts';
import { EventFilterInput, EventRef } from '../events/event.type.ts';
import { LapRef } from '../laps/lap.type.ts';
import { toConnection, toPageRequest } from '../lib/connection.ts';
import { toZonedInstant } from '../lib/zoned-instant.ts';
import { pageMarkers } from '../markers/marker.service.ts';
import { MarkerRef } from '../markers/marker.type.ts';
import { resolveWindow } from '../samples/window.service.ts';
import { builder } from '../schema/builder.ts';
import {
  ApplicationRef,
  ConfigurationSetRef,
  SessionRef,
  TimeRangeRef,
  WindowInput,
} from '../schema/refs.ts';
import { listSessionsByIdentity } from './session.service.ts';
import type { SessionDetail } from './session-detail.service.ts';
import { detailValue, type ITEM_TYPES } from './session-details.ts';
import { LIVE_STATES, SESSION_STATE_CODES, SESSION_STATES } from './session-state.ts';

const STATE_DESCRIPTIONS = {
  UNKNOWN: 'Not known; clients should pass over it. RTA 0.',
  WAITING: 'Acquisition is starting or paused. RTA 1.',
  OPEN: 'Receiving; more may come even if it is idle. RTA 2.',
  CLOSED: 'No more data; metadata may still change. RTA 4.',
  TRUNCATED: 'Closed without all the data. RTA 12.',
  FAILED: 'Closed early because of a fault. RTA 28.',
  ABANDONED: 'Closed by hand or by a watchdog after idling. RTA 44.',
} as const;

export const SessionStateEnum = builder.enumType('SessionState', {
  description: 'Where a session is in its life.',
  values: Object.fromEntries(
    SESSION_STATES.map((name) => [name, { description: STATE_DESCRIPTIONS[name] }]),
  ) as Record<(typeof SESSION_STATES)[number], { description: string }>,
});

export const ItemTypeEnum = builder.enumType('ItemType', {
  description: 'The type of a detail.',
  values: {
    STRING: { description: 'Text.' },
    DOUBLE: { description: 'A 64-bit floating point number.' },
    LONG: { description: 'A signed 64-bit integer.' },
    BOOLEAN: { description: 'True or false.' },
    DATE_TIME: { description: 'An instant with its offset from UTC.' },
    BYTES: { description: 'Bytes.' },
  } satisfies Record<(typeof ITEM_TYPES)[number], { description: string }>,
});

const SessionItemRef = builder.objectRef<SessionDetail>('SessionItem');

SessionItemRef.implement({
  description: 'One detail of a session, with its type.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Name, unique within its category.' }),
    category: t.string({
      nullable: true,
      description: 'Category within `extDetails`; null for `details`.',
      resolve: ({ category }) => category || null,
    }),
    type: t.field({
      type: ItemTypeEnum,
      description: 'Type of the value.',
      resolve: ({ type }) => type as (typeof ITEM_TYPES)[number],
    }),
    value: t.field({
      type: 'JSON',
      description:
        'A string (also for DATE_TIME, BYTES in base64, and integers beyond 2^53), a number or a boolean.',
      resolve: (row) => detailValue(row),
    }),
  }),
});

const ConfigBindingRef = builder.objectRef<BoundSet>('ConfigBinding');

ConfigBindingRef.implement({
  description: 'A configuration set as a session uses it.',
  fields: (t) => ({
    identifier: t.exposeString('identifier', { description: 'Identifier of the set.' }),
    channelOffset: t.expose('channelOffset', {
      type: 'UInt32',
      description:
        'Added to every channel number of the set, so that several sets can stand side by side.',
    }),
    configurationSet: t.expose('configurationSet', {
      type: ConfigurationSetRef,
      nullable: true,
      description: 'The set; null while it is not published.',
    }),
  }),
});

builder.node(SessionRef, {
  description: 'A bounded recording: its metadata, its configuration and its data.',
  id: { resolve: ({ identity }) => identity },
  loadMany: (identities, context) => listSessionsByIdentity(context, identities),
  fields: (t) => ({
    identity: t.exposeString('identity', { description: 'Unique key, in any format.' }),
    identifier: t.exposeString('identifier', { description: 'Name for people; not unique.' }),
    state: t.expose('state', { type: SessionStateEnum, description: 'Where it is in its life.' }),
    stateCode: t.int({
      description: "The state as RTA's number: bit 2 says closed, bit 3 incomplete.",
      resolve: ({ state }) => SESSION_STATE_CODES[state],
    }),
    isLive: t.boolean({
      description: 'Whether data may still come: WAITING or OPEN.',
      resolve: ({ state }) => LIVE_STATES.includes(state),
    }),
    timestamp: t.expose('timestamp', {
      type: 'DateTime',
      description: 'Official time, offset kept. It need not match the data.',
    }),
    timeRange: t.expose('timeRange', {
      type: TimeRangeRef,
      nullable: true,
      description: 'First and last sample, both inclusive; null when the session holds no data.',
    }),
    startTimestamp: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Start of the time range in the offset of `timestamp`; null without data.',
      resolve: ({ timeRange, timestamp }) =>
        timeRange && toZonedInstant(timeRange.startTime, timestamp.text),
    }),
    endTimestamp: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'End of the time range in the offset of `timestamp`; null without data.',
      resolve: ({ timeRange, timestamp }) =>
        timeRange && toZonedInstant(timeRange.endTime, timestamp.text),
    }),
    duration: t.field({
      type: 'Nanoseconds',
      nullable: true,
      description: 'End minus start of the time range; null without data.',
      resolve: ({ timeRange }) => timeRange && timeRange.endTime - timeRange.startTime,
    }),
    type: t.exposeString('type', {
      nullable: true,
      description: 'Origin or kind of content, in the words of whoever recorded it; null if unset.',
    }),
    quality: t.exposeFloat('quality', {
      nullable: true,
      description: 'From 0, worst, to 1, best; null when nobody judged it.',
    }),
    group: t.exposeString('group', {
      nullable: true,
      description: 'Label among the sessions it is shown with; null if unset.',
    }),
    version: t.exposeString('version', {
      nullable: true,
      description: 'Version, SemVer style; null if unset.',
    }),
    labels: t.stringList({
      description: 'Labels, in alphabetical order.',
      resolve: ({ id }, _args, { loaders }) => loaders.labelsOfSession.load(id),
    }),
    clientSessionGroupId: t.exposeString('clientSessionGroupId', {
      nullable: true,
      description: 'Ties the sessions of one interaction together; null if unset.',
    }),
    details: t.field({
      type: 'JSONObject',
      description: 'Details by key: strings, numbers and booleans.',
      resolve: async ({ id }, _args, { loaders }) =>
        toObject(
          (await loaders.detailsOfSession.load(id)).filter(({ category }) => category === ''),
        ),
    }),
    extDetails: t.field({
      type: 'JSONObject',
      description: 'Extended details: an object by category, of objects by key.',
      args: {
        categories: t.arg.stringList({ description: 'Only these categories; all if absent.' }),
      },
      resolve: async ({ id }, { categories }, { loaders }) => {
        const rows = (await loaders.detailsOfSession.load(id)).filter(
          ({ category }) => category !== '' && (!categories || categories.includes(category)),
        );
        const names = [...new Set(rows.map(({ category }) => category))];
        return Object.fromEntries(
          names.map((name) => [name, toObject(rows.filter(({ category }) => category === name))]),
        );
      },
    }),
    items: t.field({
      type: [SessionItemRef],
      description: 'All details with their types, by category and key.',
      resolve: ({ id }, _args, { loaders }) => loaders.detailsOfSession.load(id),
    }),
    configBindings: t.field({
      type: [ConfigBindingRef],
      description: 'Configuration sets in use; of two definitions of a thing the first counts.',
      resolve: ({ id }, _args, { loaders }) => loaders.boundSetsOfSession.load(id),
    }),
    sequence: t.expose('sequence', {
      type: 'Nanoseconds',
      nullable: true,
      description: 'Last applied sequence number (a signed 64-bit integer); null before the first.',
    }),
    heartbeat: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When its recorder last wrote to it, UTC.',
      resolve: ({ heartbeatNs }) => (heartbeatNs === null ? null : toZonedInstant(heartbeatNs)),
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When it was created here, UTC.',
      resolve: ({ createdNs }) => toZonedInstant(createdNs),
    }),
    updatedAt: t.field({
      type: 'DateTime',
      description: 'When it last changed here, UTC.',
      resolve: ({ updatedNs }) => toZonedInstant(updatedNs),
    }),
    applications: t.field({
      type: [ApplicationRef],
      description: 'Applications of the configuration sets in use.',
      resolve: async ({ id }, _args, { loaders }) => {
        const sets = await loaders.boundSetsOfSession.load(id);
        const lists = await Promise.all(
          sets.map(({ configurationSet: set }) =>
            set ? loaders.applicationsOfSet.load(set.id) : [],
          ),
        );
        return lists.flat();
      },
    }),
    laps: t.field({
      type: [LapRef],
      description: 'By start.',
      args: { window: t.arg({ type: WindowInput, description: 'Only laps that start in it.' }) },
      resolve: async (session, { window }, context) => {
        const laps = await context.loaders.lapsOfSession.load(session);
        if (!window) return laps;
        const range = await resolveWindow(context, session, window);
        return laps.filter(
          ({ startTime }) => range && startTime >= range.startTime && startTime <= range.endTime,
        );
      },
    }),
    lap: t.field({
      type: LapRef,
      nullable: true,
      description: 'A lap by its number, the first where a number repeats; null if there is none.',
      args: { number: t.arg.int({ required: true, description: 'Number of the lap.' }) },
      resolve: async (session, { number }, { loaders }) =>
        (await loaders.lapsOfSession.load(session)).find((lap) => lap.number === number) ?? null,
    }),
    fastestLap: t.field({
      type: LapRef,
      nullable: true,
      description: 'Shortest finished lap that counts and is no out lap; null if there is none.',
      resolve: async (session, _args, { loaders }) =>
        (await loaders.lapsOfSession.load(session)).find(({ isFastest }) => isFastest) ?? null,
    }),
    markers: t.connection(
      {
        type: MarkerRef,
        description: 'Markers, in the order they were added.',
        args: {
          category: t.arg.string({ description: 'Only markers of this category.' }),
          type: t.arg.string({ description: 'Only markers of this type.' }),
          window: t.arg({ type: WindowInput, description: 'Only markers that touch it.' }),
        },
        resolve: async (session, args, context) => {
          const page = toPageRequest(args, context.limits, ['int32']);
          const window = args.window ? await resolveWindow(context, session, args.window) : null;
          const isEmpty = args.window && !window;
          const rows = isEmpty ? [] : await pageMarkers(context, session.id, args, window, page);
          return toConnection(rows, page, ({ ordinal }) => [ordinal]);
        },
      },
      { name: 'MarkerConnection', description: 'A page of markers.' },
      { name: 'MarkerEdge', description: 'A marker and its place in the list.' },
    ),
    events: t.connection(
      {
        type: EventRef,
        description: 'Events by time, those of one instant in the order they arrived.',
        args: {
          filter: t.arg({ type: EventFilterInput, description: 'Only these events.' }),
          window: t.arg({ type: WindowInput, description: 'Only events in it.' }),
        },
        resolve: async (session, args, context) => {
          const page = toPageRequest(args, context.limits, ['int64', 'int64']);
          const window = args.window ? await resolveWindow(context, session, args.window) : null;
          const isEmpty = args.window && !window;
          const rows = isEmpty
            ? []
            : await pageEvents(context, session.id, args.filter ?? {}, window, page);
          return toConnection(rows, page, ({ timestamp, id }) => [timestamp, id]);
        },
      },
      { name: 'EventConnection', description: 'A page of events.' },
      { name: 'EventEdge', description: 'An event and its place in the list.' },
    ),
    constants: t.field({
      type: [ConstantRef],
      description: 'Constants by name.',
      resolve: ({ id }, _args, { loaders }) => loaders.constantsOfSession.load(id),
    }),
    constant: t.field({
      type: ConstantRef,
      nullable: true,
      description: 'A constant by its name; null if there is none.',
      args: { name: t.arg.string({ required: true, description: 'Name of the constant.' }) },
      resolve: async ({ id }, { name }, { loaders }) =>
        (await loaders.constantsOfSession.load(id)).find((one) => one.name === name) ?? null,
    }),
  }),
});

function toObject(rows: readonly SessionDetail[]): Record<string, unknown> {
  return Object.fromEntries(rows.map((row) => [row.key, detailValue(row)]));
}
