import { describe, expect, it } from 'vitest';
import { createTestApp } from '../support/test-app.ts';

/** Counts to a hundred million, which takes seconds on either database. */
const LONG = `WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 100000000)
  SELECT count(*) AS "count" FROM c`;

describe('a long query', () => {
  it('is ended when it takes longer than is granted; those behind it are answered', async () => {
    const { db } = (await createTestApp({ PADDOCK_MAX_SCAN_MS: '1000' })).runtime;
    const long = db.scan(LONG, []);
    const behind = db.scan<{ one: unknown }>('SELECT 1 AS "one"', []);
    await expect(long).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      details: { maxMs: 1000 },
    });
    expect((await behind).map(({ one }) => Number(one))).toEqual([1]);
    expect(await db.scan('SELECT 2 AS "two"', [])).toHaveLength(1);
  });

  it('does not keep others waiting', async () => {
    const { db } = (await createTestApp({ PADDOCK_MAX_SCAN_MS: '2000' })).runtime;
    let isOver = false;
    const long = db.scan(LONG, []).catch(() => {
      isOver = true;
    });
    for (let i = 0; i < 20; i++) await db.read.sql.all('SELECT 1 AS "one"');
    expect(isOver).toBe(false);
    await long;
  });

  it('that is wrong fails by itself', async () => {
    const { db } = (await createTestApp()).runtime;
    await expect(db.scan('SELECT nothing FROM nowhere', [])).rejects.toThrow();
    expect(await db.scan('SELECT 1 AS "one"', [])).toHaveLength(1);
  });
});
