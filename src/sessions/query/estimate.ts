import type { Db } from '../../db/db.ts';
import type { Candidates } from './candidates.ts';
import { type SqlText, sql } from './sql-text.ts';

/** Rows that are counted of one condition; more count as this many and one. */
export const MAX_ESTIMATE = 20_000;

/** Conditions whose indexes are asked, at most. */
const MAX_ASKED = 8;

/** How long a count is good for: it only chooses the way, never the answer. */
const GOOD_FOR_MS = 30_000;
const MAX_KEPT = 1_000;
/** A count of a longer query is not kept: clients may compare with texts of megabytes. */
const MAX_NAME_LENGTH = 10_000;

interface Estimate {
  readonly count: number;
  readonly at: number;
}

const kept = new WeakMap<Db, Map<string, Estimate>>();

/** The candidates with how many there are of each, the fewest first. */
export async function byCount(
  db: Db,
  candidates: readonly Candidates[],
): Promise<{ readonly candidates: Candidates; readonly count: number }[]> {
  const counted = [];
  for (const one of candidates.slice(0, MAX_ASKED)) {
    counted.push({ candidates: one, count: await estimate(db, one.select) });
  }
  return counted.sort((a, b) => a.count - b.count);
}

async function estimate(db: Db, select: SqlText): Promise<number> {
  let estimates = kept.get(db);
  if (!estimates) {
    estimates = new Map();
    kept.set(db, estimates);
  }
  const name = `${select.text}\n${select.values.join('\n')}`;
  const known = estimates.get(name);
  if (known && performance.now() - known.at < GOOD_FOR_MS) return known.count;
  const query = sql`SELECT count(*) AS "count" FROM (SELECT 1 FROM (${select}) q LIMIT ${String(MAX_ESTIMATE + 1)}) n`;
  const [row] = await db.read.sql.all<{ count: bigint | number }>(query.text, query.values);
  const count = Number(row?.count ?? 0);
  if (name.length > MAX_NAME_LENGTH) return count;
  estimates.delete(name);
  estimates.set(name, { count, at: performance.now() });
  for (const oldest of estimates.keys()) {
    if (estimates.size <= MAX_KEPT) break;
    estimates.delete(oldest);
  }
  return count;
}
