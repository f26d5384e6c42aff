import type { Writer } from '../db/db.ts';
import { exactFloatOrNull } from '../db/exact-float.ts';
import type { Prisma } from '../db/generated/sqlite/client.ts';
import { badInput } from '../errors.ts';
import { chunks } from '../lib/chunks.ts';
import { extendRange, type TimeRange } from '../lib/time-range.ts';
import type { ZonedInstant } from '../lib/zoned-instant.ts';
import type { Session } from './session.service.ts';
import {
  checkCategory,
  checkDetailKey,
  type DetailValue,
  parseDetail,
  textDetail,
} from './session-details.ts';
import { SESSION_STATE_CODES, type SessionState } from './session-state.ts';

export interface DetailsArgument {
  readonly category?: string | null | undefined;
  readonly details: readonly { readonly key: string; readonly value: string }[];
}

export interface DetailsJsonArgument {
  readonly category?: string | null | undefined;
  readonly json: Readonly<Record<string, unknown>>;
}

export interface DetailKeysArgument {
  readonly category?: string | null | undefined;
  readonly keys: readonly string[];
}

export interface MarkerArgument {
  readonly markerId: string;
  readonly type?: string | null | undefined;
  readonly label?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly startTime?: bigint | null | undefined;
  readonly endTime?: bigint | null | undefined;
  readonly details?: Readonly<Record<string, unknown>> | null | undefined;
}

export interface MarkersArgument {
  readonly category: string;
  readonly markers: readonly MarkerArgument[];
}

export interface ConfigBindingArgument {
  readonly identifier: string;
  readonly channelOffset?: number | null | undefined;
}

/** The argument of each update operation, by its name. */
export interface SessionUpdateArguments {
  readonly updateHeartbeat: boolean;
  readonly setState: SessionState;
  readonly setTimestamp: ZonedInstant;
  readonly setTimeRange: TimeRange;
  readonly extendTimeRange: TimeRange;
  readonly clearTimeRange: boolean;
  readonly setIdentifier: string;
  readonly setDetails: DetailsArgument;
  readonly updateDetails: DetailsArgument;
  readonly setDetailsJson: DetailsJsonArgument;
  readonly updateDetailsJson: DetailsJsonArgument;
  readonly deleteDetails: DetailKeysArgument;
  readonly setType: string;
  readonly clearType: boolean;
  readonly setQuality: number;
  readonly clearQuality: boolean;
  readonly setGroup: string;
  readonly clearGroup: boolean;
  readonly setVersion: string;
  readonly clearVersion: boolean;
  readonly setMarkers: readonly MarkersArgument[];
  readonly updateMarkers: readonly MarkersArgument[];
  readonly deleteMarkers: readonly string[];
  readonly setConfigBindings: readonly ConfigBindingArgument[];
  readonly updateConfigBindings: readonly ConfigBindingArgument[];
  readonly deleteConfigBindings: readonly string[];
  readonly setLabels: readonly string[];
  readonly updateLabels: readonly string[];
  readonly deleteLabels: readonly string[];
  readonly setClientSessionGroupId: string;
  readonly clearClientSessionGroupId: boolean;
}

export type SessionUpdateName = keyof SessionUpdateArguments;

/** One update operation: exactly one field is set. */
export type SessionUpdate = {
  readonly [Name in SessionUpdateName]?: SessionUpdateArguments[Name] | null | undefined;
};

/** What the operations of one request work on: a locked session, and what will be written of it. */
export interface UpdateTarget {
  readonly tx: Writer;
  readonly sessionId: number;
  readonly now: bigint;
  /** The session's range as the operations before have left it. */
  timeRange: TimeRange | null;
  /** Columns of the session itself, written once at the end. */
  readonly patch: Prisma.SessionUpdateInput;
  /** Names of the API's fields that changed. */
  readonly changed: Set<string>;
}

export function createUpdateTarget(
  tx: Writer,
  session: Pick<Session, 'id' | 'timeRange'>,
  now: bigint,
): UpdateTarget {
  return {
    tx,
    sessionId: session.id,
    now,
    timeRange: session.timeRange,
    patch: { heartbeatNs: now },
    changed: new Set(),
  };
}

/**
 * Apply one operation. What it does to lists is written at once, what it does to the session's own
 * columns when the request ends; later operations see the effects of earlier ones.
 *
 * @param path Where the operation stands in the request, for messages.
 * @throws {AppError} BAD_USER_INPUT.
 */
export async function applyUpdate(
  target: UpdateTarget,
  update: SessionUpdate,
  path: string,
): Promise<void> {
  const given = Object.entries(update).filter(([, argument]) => argument != null);
  const [entry] = given;
  if (!entry || given.length > 1) {
    throw badInput(path, `Expected exactly one operation, got ${given.length}.`);
  }
  const name = entry[0] as SessionUpdateName;
  if (entry[1] === false) throw badInput(`${path}.${name}`, 'Expected true, got false.');
  const operation = OPERATIONS[name] as Operation<SessionUpdateName>;
  await operation(target, entry[1] as never, `${path}.${name}`);
}

type Operation<Name extends SessionUpdateName> = (
  target: UpdateTarget,
  argument: SessionUpdateArguments[Name],
  path: string,
) => void | Promise<void>;

const OPERATIONS: { readonly [Name in SessionUpdateName]: Operation<Name> } = {
  updateHeartbeat: ({ changed }) => {
    changed.add('heartbeat');
  },
  setState: (target, state) => setColumn(target, 'state', SESSION_STATE_CODES[state]),
  setTimestamp: ({ patch, changed }, { text, instantNs }) => {
    patch.timestampText = text;
    patch.timestampNs = instantNs;
    changed.add('timestamp');
  },
  setTimeRange: (target, range, path) => setTimeRange(target, checkRange(range, path)),
  extendTimeRange: (target, range, path) =>
    setTimeRange(target, extendRange(target.timeRange, checkRange(range, path))),
  clearTimeRange: (target) => setTimeRange(target, null),
  setIdentifier: (target, text, path) => setColumn(target, 'identifier', checkText(text, path)),
  setDetails: async (target, { category, details }, path) => {
    await deleteDetails(target, checkCategory(category, `${path}.category`));
    await putDetails(target, category, textDetails(details, path), path);
  },
  updateDetails: (target, { category, details }, path) =>
    putDetails(target, category, textDetails(details, path), path),
  setDetailsJson: async (target, { category, json }, path) => {
    await deleteDetails(target, checkCategory(category, `${path}.category`));
    await putDetails(target, category, jsonDetails(json, path), path);
  },
  updateDetailsJson: (target, { category, json }, path) =>
    putDetails(target, category, jsonDetails(json, path), path),
  deleteDetails: (target, { category, keys }, path) =>
    deleteDetails(target, checkCategory(category, `${path}.category`), keys),
  setType: (target, text, path) => setColumn(target, 'type', checkText(text, path)),
  clearType: (target) => setColumn(target, 'type', null),
  setQuality: (target, quality, path) => {
    if (!(quality >= 0 && quality <= 1)) {
      throw badInput(path, `Expected a number from 0 to 1, got ${quality}.`);
    }
    setColumn(target, 'quality', quality);
  },
  clearQuality: (target) => setColumn(target, 'quality', null),
  setGroup: (target, text, path) => setColumn(target, 'group', checkText(text, path)),
  clearGroup: (target) => setColumn(target, 'group', null),
  setVersion: (target, text, path) => setColumn(target, 'version', checkText(text, path)),
  clearVersion: (target) => setColumn(target, 'version', null),
  setMarkers: async (target, categories, path) => {
    const { tx, sessionId } = target;
    await tx.prisma.marker.deleteMany({ where: { sessionId } });
    await putMarkers(target, categories, path);
  },
  updateMarkers: (target, categories, path) => putMarkers(target, categories, path),
  deleteMarkers: async ({ tx, sessionId, changed }, ids) => {
    for (const markerId of chunks(ids, 500)) {
      await tx.prisma.marker.deleteMany({ where: { sessionId, markerId: { in: markerId } } });
    }
    changed.add('markers');
  },
  setConfigBindings: async (target, bindings, path) => {
    const { tx, sessionId } = target;
    await tx.prisma.configBinding.deleteMany({ where: { sessionId } });
    await putConfigBindings(target, bindings, path);
  },
  updateConfigBindings: (target, bindings, path) => putConfigBindings(target, bindings, path),
  deleteConfigBindings: async ({ tx, sessionId, changed }, identifiers) => {
    for (const identifier of chunks(identifiers, 500)) {
      await tx.prisma.configBinding.deleteMany({
        where: { sessionId, identifier: { in: identifier } },
      });
    }
    changed.add('configBindings');
  },
  setLabels: async (target, labels, path) => {
    const { tx, sessionId } = target;
    await tx.prisma.sessionLabel.deleteMany({ where: { sessionId } });
    await putLabels(target, labels, path);
  },
  updateLabels: (target, labels, path) => putLabels(target, labels, path),
  deleteLabels: async ({ tx, sessionId, changed }, labels) => {
    for (const label of chunks(labels, 500)) {
      await tx.prisma.sessionLabel.deleteMany({ where: { sessionId, label: { in: label } } });
    }
    changed.add('labels');
  },
  setClientSessionGroupId: (target, text, path) => {
    if (checkText(text, path).length > 64) {
      throw badInput(path, `Expected at most 64 characters, got ${text.length}.`);
    }
    setColumn(target, 'clientSessionGroupId', text);
  },
  clearClientSessionGroupId: (target) => setColumn(target, 'clientSessionGroupId', null),
};

const MAX_CATEGORY_LENGTH = 512;

function setColumn<Name extends keyof Prisma.SessionUpdateInput>(
  { patch, changed }: UpdateTarget,
  name: Name,
  value: Prisma.SessionUpdateInput[Name],
) {
  patch[name] = value;
  changed.add(name);
}

/** @throws {AppError} BAD_USER_INPUT when a name is empty or too long. */
export function checkText(text: string, path: string): string {
  if (text === '' || text.length > 1_000) {
    throw badInput(path, `Expected 1 to 1000 characters, got ${text.length}.`);
  }
  return text;
}

function checkRange(range: TimeRange, path: string): TimeRange {
  if (range.startTime > range.endTime) {
    throw badInput(
      path,
      `Expected startTime <= endTime, got ${range.startTime} > ${range.endTime}.`,
    );
  }
  return range;
}

function setTimeRange(target: UpdateTarget, range: TimeRange | null) {
  target.timeRange = range;
  target.patch.startNs = range?.startTime ?? null;
  target.patch.endNs = range?.endTime ?? null;
  target.changed.add('timeRange');
}

type NamedDetail = readonly [key: string, value: DetailValue];

function textDetails(details: DetailsArgument['details'], path: string): NamedDetail[] {
  return details.map(({ key, value }, i) => [
    checkDetailKey(key, `${path}.details[${i}].key`),
    textDetail(value),
  ]);
}

function jsonDetails(json: DetailsJsonArgument['json'], path: string): NamedDetail[] {
  return Object.entries(json).map(([key, value]) => [
    checkDetailKey(key, `${path}.json`),
    parseDetail(value, `${path}.json.${key}`),
  ]);
}

async function putDetails(
  target: UpdateTarget,
  category: string | null | undefined,
  details: readonly NamedDetail[],
  path: string,
) {
  const { tx, sessionId } = target;
  const scope = checkCategory(category, `${path}.category`);
  const byKey = new Map(details);
  await deleteDetails(target, scope, [...byKey.keys()]);
  await tx.prisma.sessionDetail.createMany({
    data: [...byKey].map(([key, value]) => ({
      sessionId,
      category: scope,
      key,
      ...value,
      number: exactFloatOrNull(value.number ?? null),
    })),
  });
}

async function deleteDetails(
  { tx, sessionId, changed }: UpdateTarget,
  category: string,
  keys?: readonly string[],
) {
  changed.add(category === '' ? 'details' : 'extDetails');
  if (!keys) {
    await tx.prisma.sessionDetail.deleteMany({ where: { sessionId, category } });
    return;
  }
  for (const some of chunks(keys, 500)) {
    await tx.prisma.sessionDetail.deleteMany({
      where: { sessionId, category, key: { in: some } },
    });
  }
}

async function putMarkers(
  target: UpdateTarget,
  categories: readonly MarkersArgument[],
  path: string,
) {
  const { tx, sessionId, changed } = target;
  const markers = categories.flatMap(({ category, markers }, c) =>
    markers.map((marker, m) => ({ category, marker, path: `${path}[${c}].markers[${m}]` })),
  );
  categories.forEach(({ category }, c) => {
    if (category.length > MAX_CATEGORY_LENGTH) {
      throw badInput(
        `${path}[${c}].category`,
        `Expected at most ${MAX_CATEGORY_LENGTH} characters, got ${category.length}.`,
      );
    }
  });
  const ids = new Set<string>();
  for (const { marker, path } of markers) {
    if (checkText(marker.markerId, `${path}.markerId`) && ids.has(marker.markerId)) {
      throw badInput(`${path}.markerId`, `Marker "${marker.markerId}" is given twice.`);
    }
    ids.add(marker.markerId);
    const { startTime, endTime } = marker;
    if (typeof startTime === 'bigint' && typeof endTime === 'bigint') {
      checkRange({ startTime, endTime }, path);
    }
  }
  for (const markerId of chunks([...ids], 500)) {
    await tx.prisma.marker.deleteMany({ where: { sessionId, markerId: { in: markerId } } });
  }
  const { _max } = await tx.prisma.marker.aggregate({
    where: { sessionId },
    _max: { ordinal: true },
  });
  const first = (_max.ordinal ?? -1) + 1;
  await tx.prisma.marker.createMany({
    data: markers.map(({ category, marker }, i) => ({
      sessionId,
      category,
      markerId: marker.markerId,
      type: marker.type ?? '',
      label: marker.label ?? '',
      description: marker.description ?? null,
      startNs: marker.startTime ?? null,
      endNs: marker.endTime ?? null,
      details: JSON.stringify(marker.details ?? {}),
      ordinal: first + i,
    })),
  });
  changed.add('markers');
}

async function putConfigBindings(
  target: UpdateTarget,
  bindings: readonly ConfigBindingArgument[],
  path: string,
) {
  const { tx, sessionId, changed } = target;
  const identifiers = new Set<string>();
  bindings.forEach(({ identifier }, i) => {
    checkText(identifier, `${path}[${i}].identifier`);
    if (identifiers.has(identifier)) {
      throw badInput(`${path}[${i}].identifier`, `Set "${identifier}" is bound twice.`);
    }
    identifiers.add(identifier);
  });
  const { _max } = await tx.prisma.configBinding.aggregate({
    where: { sessionId },
    _max: { ordinal: true },
  });
  let ordinal = (_max.ordinal ?? -1) + 1;
  for (const { identifier, channelOffset } of bindings) {
    const offset = BigInt(channelOffset ?? 0);
    await tx.prisma.configBinding.upsert({
      where: { sessionId_identifier: { sessionId, identifier } },
      create: { sessionId, identifier, channelOffset: offset, ordinal: ordinal++ },
      update: { channelOffset: offset },
    });
  }
  changed.add('configBindings');
}

async function putLabels(
  { tx, sessionId, changed }: UpdateTarget,
  labels: readonly string[],
  path: string,
) {
  const wanted = new Set(labels.map((label, i) => checkText(label, `${path}[${i}]`)));
  const stored = await tx.prisma.sessionLabel.findMany({ where: { sessionId } });
  for (const { label } of stored) wanted.delete(label);
  await tx.prisma.sessionLabel.createMany({
    data: [...wanted].map((label) => ({ sessionId, label })),
  });
  changed.add('labels');
}
