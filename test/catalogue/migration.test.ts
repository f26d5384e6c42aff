import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Db } from '../../src/db/db.ts';
import { openDb } from '../../src/db/open-db.ts';
import { createTestDatabase } from '../support/test-database.ts';

const DIALECT = process.env.TEST_DATABASE === 'postgresql' ? 'postgresql' : 'sqlite';
const FOLDER = new URL(`../../prisma/${DIALECT}/migrations/`, import.meta.url);

const MIGRATIONS = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

interface Applied {
  readonly id: string;
  readonly checksum: string;
  readonly migration_name: string;
  readonly started_at: unknown;
  readonly finished_at: unknown;
  readonly rolled_back_at: unknown;
  readonly logs: unknown;
  readonly applied_steps_count: unknown;
}

/** A database that can be opened again and again, dropped when the test ends. */
async function emptyDatabase() {
  const { url, drop } = await createTestDatabase();
  const opened: Db[] = [];
  onTestFinished(async () => {
    for (const db of opened) await db.close();
    await drop();
  });
  return {
    async open() {
      const db = await openDb(url);
      opened.push(db);
      return db;
    },
  };
}

const appliedOf = ({ read }: Db) =>
  read.sql.all<Applied>('SELECT * FROM "_prisma_migrations" ORDER BY "migration_name"');

describe('openDb', () => {
  it('applies every migration, and records what `prisma migrate deploy` records', async () => {
    const database = await emptyDatabase();
    const applied = await appliedOf(await database.open());
    expect(applied.map((row) => row.migration_name)).toEqual(MIGRATIONS);
    for (const row of applied) {
      const sql = readFileSync(new URL(`${row.migration_name}/migration.sql`, FOLDER));
      expect(row).toMatchObject({
        id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        checksum: createHash('sha256').update(sql).digest('hex'),
        rolled_back_at: null,
        logs: null,
      });
      expect(Number(row.applied_steps_count)).toBe(1);
      const [start, end] = [row.started_at, row.finished_at].map((at) => new Date(at as string));
      expect(start?.getTime()).toBeGreaterThan(Date.now() - 60_000);
      expect(end?.getTime()).toBeGreaterThanOrEqual(start?.getTime() ?? Number.NaN);
    }
  });

  it('applies nothing the second time, and keeps what is stored', async () => {
    const database = await emptyDatabase();
    const first = await database.open();
    await first.write(({ prisma }) =>
      prisma.folder.create({ data: { identity: 'f', label: 'F', parentIdentity: '' } }),
    );
    const before = await appliedOf(first);
    const second = await database.open();
    expect(await appliedOf(second)).toEqual(before);
    expect(await second.read.prisma.folder.count({ where: { identity: 'f' } })).toBe(1);
  });

  it('applies each migration once when several processes start together', async () => {
    const database = await emptyDatabase();
    const [db] = await Promise.all([database.open(), database.open(), database.open()]);
    expect(await appliedOf(db)).toHaveLength(MIGRATIONS.length);
  });

  it.each([
    ['checksum', `'0000'`, `Migration ${MIGRATIONS[0]} was edited after it had been applied.`],
    [
      'finished_at',
      'NULL',
      `Migration ${MIGRATIONS[0]} failed earlier: repair the database by hand.`,
    ],
  ])('refuses a database whose %s is %s', async (column, value, message) => {
    const database = await emptyDatabase();
    const db = await database.open();
    await db.write(({ sql }) =>
      sql.run(`UPDATE "_prisma_migrations" SET "${column}" = ${value} WHERE "migration_name" = ?`, [
        MIGRATIONS[0] ?? '',
      ]),
    );
    await expect(database.open()).rejects.toThrow(message);
  });

  it('makes the folder at the root, under which every session is', async () => {
    const database = await emptyDatabase();
    const { read } = await database.open();
    expect(await read.prisma.folder.findMany()).toMatchObject([
      { identity: '', parentIdentity: null },
    ]);
  });

  it('numbers events by itself, beyond 32 bits', async () => {
    const database = await emptyDatabase();
    const db = await database.open();
    const instants = { timestampText: '', timestampNs: 0n, createdNs: 0n, updatedNs: 0n };
    const event = {
      sessionId: 1,
      eventDefinitionId: 1,
      groupName: '',
      timestampNs: 0n,
      rawValues: new Uint8Array(),
      isDefault: false,
    };
    const ids = await db.write(async ({ prisma }) => {
      const { id: sessionId } = await prisma.session.create({
        data: { identity: 's', identifier: 's', state: 4, ...instants },
      });
      await prisma.event.create({ data: { ...event, sessionId, id: 2n ** 40n } });
      const { id } = await prisma.event.create({
        data: { ...event, sessionId, ...(DIALECT === 'postgresql' ? { id: 2n ** 40n + 1n } : {}) },
      });
      const small = await prisma.event.findFirst({ where: { id: 2n ** 40n } });
      return [small?.id, id];
    });
    expect(ids).toEqual([2n ** 40n, 2n ** 40n + 1n]);
  });
});
