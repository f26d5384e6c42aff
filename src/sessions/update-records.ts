import { badInput } from '../errors.ts';
import { chunks } from '../lib/chunks.ts';
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

/** Add labels. */
export async function putLabels(
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
