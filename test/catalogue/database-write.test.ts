import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db, Writer } from '../../src/db/db.ts';
import { exactFloat } from '../../src/db/exact-float.ts';
import { openDb } from '../../src/db/open-db.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
  database = await createTestDatabase();
  db = await openDb(database.url);
});

afterAll(async () => {
  await db.close();
  await database.drop();
});

const add = ({ prisma }: Pick<Writer, 'prisma'>, identity: string) =>
  prisma.folder.create({ data: { identity, label: identity, parentIdentity: '' } });

const has = async (identity: string) =>
  (await db.read.prisma.folder.count({ where: { identity } })) === 1;

/** A promise and what settles it. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe('Db.write', () => {
  it('keeps all of a write that resolves, by Prisma and by SQL', async () => {
    const result = await db.write(async (tx) => {
      await add(tx, 'prisma');
      await tx.sql.run('INSERT INTO "Folder" ("identity", "label") VALUES (?, ?)', ['sql', 'l']);
      return 'done';
    });
    expect(result).toBe('done');
    expect([await has('prisma'), await has('sql')]).toEqual([true, true]);
  });

  it('keeps nothing of a write that rejects, by Prisma or by SQL', async () => {
    const failing = db.write(async (tx) => {
      await add(tx, 'lost');
      await tx.sql.run('INSERT INTO "Folder" ("identity", "label") VALUES (?, ?)', [
        'lost too',
        'l',
      ]);
      throw new Error('No.');
    });
    await expect(failing).rejects.toThrow('No.');
    expect([await has('lost'), await has('lost too')]).toEqual([false, false]);
  });

  it('goes on after writes that fail, in work and in the database', async () => {
    const results = await Promise.allSettled([
      db.write((tx) => add(tx, 'before')),
      db.write(async () => {
        throw new Error('No.');
      }),
      db.write((tx) => add(tx, 'twice')).then(() => db.write((tx) => add(tx, 'twice'))),
      db.write((tx) => tx.sql.run('INSERT INTO "Nothing" VALUES (1)')),
      db.write((tx) => add(tx, 'after')),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect([await has('before'), await has('after')]).toEqual([true, true]);
  });

  it('shows nothing of itself to readers before it is committed, and all of it after', async () => {
    const [wrote, go] = [gate(), gate()];
    const writing = db.write(async (tx) => {
      await add(tx, 'unseen');
      await tx.sql.run('INSERT INTO "Folder" ("identity", "label") VALUES (?, ?)', [
        'unseen 2',
        'l',
      ]);
      expect(await tx.prisma.folder.count({ where: { identity: 'unseen' } })).toBe(1);
      wrote.open();
      await go.opened;
    });
    await wrote.opened;
    const rows = await db.read.sql.all('SELECT * FROM "Folder" WHERE "identity" = ?', ['unseen 2']);
    expect([await has('unseen'), rows.length]).toEqual([false, 0]);
    go.open();
    await writing;
    expect([await has('unseen'), await has('unseen 2')]).toEqual([true, true]);
  });

  it('lets one at a time hold a key', async () => {
    const order: string[] = [];
    const work = (name: string) =>
      db.write(async (tx) => {
        await tx.lock('key');
        order.push(`${name} in`);
        await add(tx, `lock ${name}`);
        order.push(`${name} out`);
      });
    await Promise.all(['a', 'b', 'c', 'd'].map(work));
    for (let i = 0; i < order.length; i += 2) {
      expect(order[i + 1]).toBe(order[i]?.replace('in', 'out'));
    }
    expect(order).toHaveLength(8);
  });

  it('runs many at once without an error', async () => {
    const many = Array.from({ length: 60 }, (_, i) => `many ${i}`);
    await Promise.all(many.map((identity) => db.write((tx) => add(tx, identity))));
    const count = await db.read.prisma.folder.count({
      where: { identity: { startsWith: 'many' } },
    });
    expect(count).toBe(60);
  });
});

describe('Sql', () => {
  it('gives 64-bit integers, bytes, doubles and null exactly', async () => {
    const bytes = Uint8Array.of(0, 255, 16);
    const instants = { timestampText: '', timestampNs: 0n, createdNs: 0n, updatedNs: -1n };
    const { id: sessionId } = await db.write(({ prisma }) =>
      prisma.session.create({ data: { identity: 'x', identifier: 'x', state: 4, ...instants } }),
    );
    const long = 2n ** 63n - 1n;
    await db.write(({ sql }) =>
      sql.run(
        `INSERT INTO "SessionDetail" ("sessionId", "key", "type", "long", "number", "bytes")
         VALUES (?, ?, ?, ?, ?, ?)`,
        [sessionId, 'k', 'LONG', long, 0.1, bytes],
      ),
    );
    const [row] = await db.read.sql.all<Record<string, unknown>>(
      'SELECT "long", "number", "bytes", "text" FROM "SessionDetail" WHERE "sessionId" = ?',
      [sessionId],
    );
    expect(row).toMatchObject({ long, number: 0.1, text: null });
    expect(Array.from(row?.bytes as Uint8Array)).toEqual([0, 255, 16]);
  });

  it('says how many rows it changed', async () => {
    const changed = await db.write(({ sql }) =>
      sql.run('UPDATE "Folder" SET "description" = ? WHERE "identity" = ?', ['d', '']),
    );
    expect(changed).toBe(1);
  });
});

describe('exactFloat', () => {
  it.each([
    2 ** 53 + 2,
    18446744073709552000,
    1e21,
    1.2084012550442912e292,
    3.4028234663852886e38,
    1.7976931348623157e308,
    -1.7976931348623157e308,
    -452424112551008860000,
    0.1,
    5e-324,
    0,
  ])('keeps %d on its way through Prisma', async (value) => {
    const constant = { sessionId: await anySession(), name: String(value) };
    await db.write(({ prisma }) =>
      prisma.constant.create({ data: { ...constant, value: exactFloat(value) } }),
    );
    const stored = await db.read.prisma.constant.findUnique({
      where: { sessionId_name: constant },
    });
    expect(stored?.value).toBe(value);
  });
});

async function anySession(): Promise<number> {
  const instants = { timestampText: '', timestampNs: 0n, createdNs: 0n, updatedNs: 0n };
  const found = await db.read.prisma.session.findFirst();
  if (found) return found.id;
  const made = await db.write(({ prisma }) =>
    prisma.session.create({ data: { identity: 'any', identifier: 'x', state: 4, ...instants } }),
  );
  return made.id;
}
