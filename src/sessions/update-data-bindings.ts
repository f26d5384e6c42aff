import { inList } from '../db/in-list.ts';
import { insertRows } from '../db/insert-rows.ts';
import { badInput } from '../errors.ts';
import { inTurns } from '../lib/in-turns.ts';
import { MAX_KEYS } from '../lib/max-keys.ts';
import type {
  DataBindingArgument,
  DataBindingKeyArgument,
  DataChannelBindingArgument,
} from './session-update-arguments.ts';
import { checkText, type UpdateTarget } from './update-target.ts';

const MAX_BINDINGS = 1_000;
const MAX_CHANNEL = 0xffff_ffff;

/** A binding that is stored. */
interface StoredBinding {
  readonly id: number;
  readonly ordinal: number;
}

/** Replace the data bindings. @throws {AppError} BAD_USER_INPUT. */
export async function setDataBindings(
  target: UpdateTarget,
  bindings: readonly DataBindingArgument[],
  path: string,
): Promise<void> {
  checkBindings(bindings, path);
  const { tx, sessionId } = target;
  await tx.sql.run('DELETE FROM "DataBinding" WHERE "sessionId" = ?', [sessionId]);
  await storeBindings(target, bindings, new Map(), path);
}

/** Add data bindings, or replace those of the same keys as a whole. @throws {AppError} BAD_USER_INPUT. */
export async function updateDataBindings(
  target: UpdateTarget,
  bindings: readonly DataBindingArgument[],
  path: string,
): Promise<void> {
  checkBindings(bindings, path);
  const stored = await readStored(target);
  await deleteStored(
    target,
    bindings.map(({ key }) => key),
    stored,
  );
  await storeBindings(target, bindings, stored, path);
}

/** Delete data bindings by their whole keys; unknown ones are passed over. */
export async function deleteDataBindings(
  target: UpdateTarget,
  keys: readonly DataBindingKeyArgument[],
): Promise<void> {
  await deleteStored(target, keys, await readStored(target));
  target.changed.add('dataBindings');
}

function keyOf({ source, identity, timeRef }: DataBindingKeyArgument): string {
  return JSON.stringify([source, identity, String(timeRef ?? 0n)]);
}

/** What is stored, by key. */
async function readStored({ tx, sessionId }: UpdateTarget): Promise<Map<string, StoredBinding>> {
  const rows = await tx.sql.all<{
    id: number | bigint;
    ordinal: number | bigint;
    source: string;
    identity: string;
    timeRef: bigint;
  }>(
    'SELECT "id", "ordinal", "source", "identity", "timeRef" FROM "DataBinding" WHERE "sessionId" = ?',
    [sessionId],
  );
  return new Map(
    rows.map((row) => [keyOf(row), { id: Number(row.id), ordinal: Number(row.ordinal) }]),
  );
}

async function deleteStored(
  { tx }: UpdateTarget,
  keys: readonly DataBindingKeyArgument[],
  stored: ReadonlyMap<string, StoredBinding>,
): Promise<void> {
  const ids = [...new Set(keys.map(keyOf))].flatMap((key) => stored.get(key)?.id ?? []);
  for await (const some of inTurns(ids, MAX_KEYS)) {
    const { marks, values } = inList(some);
    await tx.sql.run(`DELETE FROM "DataBinding" WHERE "id" IN (${marks})`, values);
  }
}

/** Write bindings: those of a known key at the place they had, the others after all. */
async function storeBindings(
  { tx, sessionId, changed }: UpdateTarget,
  bindings: readonly DataBindingArgument[],
  known: ReadonlyMap<string, StoredBinding>,
  path: string,
): Promise<void> {
  const added = bindings.filter(({ key }) => !known.has(keyOf(key))).length;
  const count = known.size + added;
  if (added > 0 && count > MAX_BINDINGS) {
    throw badInput(path, `Expected at most ${MAX_BINDINGS} of them in one session, got ${count}.`);
  }
  let ordinal = Math.max(-1, ...[...known.values()].map((binding) => binding.ordinal)) + 1;
  const ids = await insertRows(
    tx.sql,
    'DataBinding',
    [
      'sessionId',
      'source',
      'identity',
      'timeRef',
      'sessionStartNs',
      'sessionEndNs',
      'sessionTimeOffsetNs',
      'ordinal',
    ],
    bindings.map(({ key, sessionStartTime, sessionEndTime, sessionTimeOffset }) => [
      sessionId,
      key.source,
      key.identity,
      key.timeRef ?? 0n,
      sessionStartTime ?? null,
      sessionEndTime ?? null,
      sessionTimeOffset ?? 0n,
      known.get(keyOf(key))?.ordinal ?? ordinal++,
    ]),
    { returnsId: true },
  );
  const channels = bindings.flatMap(({ dataChannelBindings }, i) =>
    (dataChannelBindings ?? []).map((channel, place) => [
      ids[i] ?? null,
      place,
      channel.firstDataChannel,
      channel.firstSessionChannel,
      channel.lastSessionChannel,
    ]),
  );
  await insertRows(
    tx.sql,
    'DataChannelBinding',
    ['dataBindingId', 'ordinal', 'firstDataChannel', 'firstSessionChannel', 'lastSessionChannel'],
    channels,
    { returnsId: false },
  );
  changed.add('dataBindings');
}

/** @throws {AppError} BAD_USER_INPUT, naming what is at fault. */
function checkBindings(bindings: readonly DataBindingArgument[], path: string): void {
  const keys = new Set<string>();
  bindings.forEach(({ key, sessionStartTime, sessionEndTime, dataChannelBindings }, i) => {
    const place = `${path}[${i}]`;
    checkText(key.source, `${place}.key.source`);
    checkText(key.identity, `${place}.key.identity`);
    if (keys.has(keyOf(key))) {
      throw badInput(
        `${place}.key`,
        `"${key.identity}" of "${key.source}" is bound twice with time reference ${key.timeRef ?? 0n}.`,
      );
    }
    keys.add(keyOf(key));
    if (
      typeof sessionStartTime === 'bigint' &&
      typeof sessionEndTime === 'bigint' &&
      sessionStartTime > sessionEndTime
    ) {
      throw badInput(
        place,
        `Expected sessionStartTime <= sessionEndTime, got ${sessionStartTime} > ${sessionEndTime}.`,
      );
    }
    checkChannels(dataChannelBindings ?? [], `${place}.dataChannelBindings`);
  });
}

function checkChannels(channels: readonly DataChannelBindingArgument[], path: string): void {
  const placed = channels.map((channel, i) => ({ ...channel, place: `${path}[${i}]` }));
  for (const { firstDataChannel, firstSessionChannel, lastSessionChannel, place } of placed) {
    if (firstSessionChannel > lastSessionChannel) {
      throw badInput(
        place,
        `Expected firstSessionChannel <= lastSessionChannel, got ${firstSessionChannel} > ${lastSessionChannel}.`,
      );
    }
    const lastDataChannel = firstDataChannel + (lastSessionChannel - firstSessionChannel);
    if (lastDataChannel > MAX_CHANNEL) {
      throw badInput(
        `${place}.firstDataChannel`,
        `Expected data channels up to ${MAX_CHANNEL}, got ${lastDataChannel}.`,
      );
    }
  }
  const sorted = placed.toSorted((a, b) => a.firstSessionChannel - b.firstSessionChannel);
  sorted.forEach((channel, i) => {
    const before = sorted[i - 1];
    if (before && before.lastSessionChannel >= channel.firstSessionChannel) {
      throw badInput(
        channel.place,
        `Session channel ${channel.firstSessionChannel} is in two ranges of one binding.`,
      );
    }
  });
}
