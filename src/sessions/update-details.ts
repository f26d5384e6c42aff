import { exactFloatOrNull } from '../db/exact-float.ts';
import { chunks } from '../lib/chunks.ts';
import { inTurns } from '../lib/in-turns.ts';
import {
  checkCategory,
  checkDetailKey,
  type DetailValue,
  parseDetail,
  textDetail,
} from './session-details.ts';
import type { DetailsArgument, DetailsJsonArgument } from './session-update-arguments.ts';
import type { UpdateTarget } from './update-target.ts';

type NamedDetail = readonly [key: string, value: DetailValue];

/** Texts as details. @throws {AppError} BAD_USER_INPUT for a key. */
export function textDetails(details: DetailsArgument['details'], path: string): NamedDetail[] {
  return details.map(({ key, value }, i) => [
    checkDetailKey(key, `${path}.details[${i}].key`),
    textDetail(value),
  ]);
}

/** Values of any type as details. @throws {AppError} BAD_USER_INPUT for a key or a value. */
export function jsonDetails(json: DetailsJsonArgument['json'], path: string): NamedDetail[] {
  return Object.entries(json).map(([key, value]) => [
    checkDetailKey(key, `${path}.json`),
    parseDetail(value, `${path}.json.${key}`),
  ]);
}

/** Add details to a category, or replace those of the same keys. */
export async function putDetails(
  target: UpdateTarget,
  category: string | null | undefined,
  details: readonly NamedDetail[],
  path: string,
) {
  const { tx, sessionId } = target;
  const scope = checkCategory(category, `${path}.category`);
  const byKey = new Map(details);
  await deleteDetails(target, scope, [...byKey.keys()]);
  const rows = [...byKey].map(([key, value]) => ({
    sessionId,
    category: scope,
    key,
    ...value,
    sessionTimestampNs: target.sessionTimestampNs,
    number: exactFloatOrNull(value.number ?? null),
  }));
  for await (const data of inTurns(rows, 100)) await tx.prisma.sessionDetail.createMany({ data });
}

/** Delete the details of a category: those of the keys, or all. */
export async function deleteDetails(
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
