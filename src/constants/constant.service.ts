import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Writer } from '../db/db.ts';
import { exactFloat } from '../db/exact-float.ts';
import type { Constant } from '../db/generated/sqlite/client.ts';
import { badInput } from '../errors.ts';
import { checkEntries } from '../lib/max-keys.ts';
import type { Runtime } from '../runtime.ts';
import { lockSession, type Session, saveSession } from '../sessions/session.service.ts';

/** A number that holds for a whole session. */
export type { Constant };

export interface ConstantArgument {
  readonly name: string;
  readonly value: number;
  readonly description?: string | null | undefined;
  readonly unit?: string | null | undefined;
  readonly format?: string | null | undefined;
}

/** Constants of these sessions, by name. */
export function listConstants(
  { db }: Pick<Runtime, 'db'>,
  sessionIds: readonly number[],
): Promise<Constant[]> {
  return db.read.prisma.constant.findMany({
    where: { sessionId: { in: [...sessionIds] } },
    orderBy: { name: 'asc' },
  });
}

/**
 * Add constants to a session, or replace those of the same names.
 *
 * @param expectedVersion What `checkVersion` expects.
 * @throws {AppError} NOT_FOUND; CONFLICT when the session has another version; BAD_USER_INPUT with
 *   the path of the argument.
 */
export async function putConstants(
  { db, signals, now, author }: Pick<Runtime, 'db' | 'signals' | 'now' | 'author'>,
  identity: string,
  constants: readonly ConstantArgument[],
  expectedVersion?: bigint | null,
): Promise<Session> {
  checkEntries(constants.length, 'constants');
  const saved = await db.write(async (tx) => {
    const session = await lockSession(tx, identity, expectedVersion);
    await storeConstants(tx, session.id, constants);
    return saveSession(tx, session, {}, ['constants'], { now: now(), author });
  });
  signals.session.raise(identity);
  return saved;
}

/** The same within a transaction that does more. */
export async function storeConstants(
  { prisma }: Writer,
  sessionId: number,
  constants: readonly ConstantArgument[],
): Promise<void> {
  for (const [i, { name, value, description, unit, format }] of constants.entries()) {
    if (i % 20 === 19) await yieldToOthers();
    if (name === '' || name.length > 150) {
      throw badInput(`constants[${i}].name`, `Expected 1 to 150 characters, got ${name.length}.`);
    }
    const values = {
      value: exactFloat(value),
      description: description ?? null,
      unit: unit ?? null,
      format: format ?? null,
    };
    await prisma.constant.upsert({
      where: { sessionId_name: { sessionId, name } },
      create: { sessionId, name, ...values },
      update: values,
    });
  }
}
