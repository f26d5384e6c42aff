import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { badInput } from '../errors.ts';
import { chunks } from '../lib/chunks.ts';
import { inTurns } from '../lib/in-turns.ts';
import type { ConfigBindingArgument, MarkersArgument } from './session-update-arguments.ts';
import { checkRange, checkText, type UpdateTarget } from './update-target.ts';

const MAX_CATEGORY_LENGTH = 512;

/** Add markers, or replace those of the same ids, also of other categories. */
export async function putMarkers(
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
  const rows = markers.map(({ category, marker }, i) => ({
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
  }));
  for await (const data of inTurns(rows, 100)) await tx.prisma.marker.createMany({ data });
  changed.add('markers');
}

/** Bind configuration sets, or change the offset of those that are bound. */
export async function putConfigBindings(
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
  for (const [i, { identifier, channelOffset }] of bindings.entries()) {
    const offset = BigInt(channelOffset ?? 0);
    await checkOffset(target, identifier, offset, `${path}[${i}].channelOffset`);
    if (i % 20 === 19) await yieldToOthers();
    await tx.prisma.configBinding.upsert({
      where: { sessionId_identifier: { sessionId, identifier } },
      create: {
        sessionId,
        identifier,
        channelOffset: offset,
        ordinal: ordinal++,
        sessionTimestampNs: target.sessionTimestampNs,
      },
      update: { channelOffset: offset },
    });
  }
  changed.add('configBindings');
}

const MAX_CHANNEL_ID = 0xffff_ffffn;

/** @throws {AppError} BAD_USER_INPUT when the offset takes a channel of a known set out of range. */
async function checkOffset(
  { tx }: UpdateTarget,
  identifier: string,
  offset: bigint,
  path: string,
): Promise<void> {
  if (offset === 0n) return;
  const { _max } = await tx.prisma.channel.aggregate({
    where: { configurationSet: { identifier } },
    _max: { channelId: true },
  });
  const last = _max.channelId ?? 0n;
  if (last + offset > MAX_CHANNEL_ID) {
    throw badInput(
      path,
      `Expected at most ${MAX_CHANNEL_ID - last}, since "${identifier}" has a channel ${last}, got ${offset}.`,
    );
  }
}

/** Add labels. */
export async function putLabels(
  { tx, sessionId, sessionTimestampNs, changed }: UpdateTarget,
  labels: readonly string[],
  path: string,
) {
  const wanted = new Set(labels.map((label, i) => checkText(label, `${path}[${i}]`)));
  const stored = await tx.prisma.sessionLabel.findMany({ where: { sessionId } });
  for (const { label } of stored) wanted.delete(label);
  const rows = [...wanted].map((label) => ({ sessionId, label, sessionTimestampNs }));
  for await (const data of inTurns(rows, 250)) await tx.prisma.sessionLabel.createMany({ data });
  changed.add('labels');
}
