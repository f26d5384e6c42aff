import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Db } from '../db/db.ts';
import { type ParameterQuery, rankOf } from './parameter-search.ts';

/** What is searched of the parameters of a set, by identifier. */
export interface ParameterIndex {
  readonly ids: readonly number[];
  readonly identifiers: readonly string[];
  readonly searchNames: readonly string[];
  readonly searchTexts: readonly string[];
}

/** A parameter found. */
export interface ParameterMatch {
  readonly id: number;
  readonly identifier: string;
  /** 0 best. */
  readonly rank: number;
}

/** Indexes of the sets searched last. A committed set never changes, so neither does its index. */
export interface ParameterIndexes {
  get(db: Db, setId: number): Promise<ParameterIndex>;
}

/** Parameters of all indexes kept: some 30 MiB for each hundred thousand. */
const MAX_KEPT = 300_000;
const ROWS = 2_000;

/** Keep the indexes of the sets used last, up to a number of parameters in all. */
export function createParameterIndexes(maxKept = MAX_KEPT): ParameterIndexes {
  const kept = new Map<number, Promise<ParameterIndex>>();
  const sizes = new Map<number, number>();

  function drop(setId: number) {
    kept.delete(setId);
    sizes.delete(setId);
  }

  return {
    async get(db, setId) {
      const found = kept.get(setId);
      if (found) {
        // Used last: the first of a Map is the one that was used longest ago.
        kept.delete(setId);
        kept.set(setId, found);
        return found;
      }
      const where = { id: setId };
      const set = await db.read.prisma.configurationSet.findUnique({ where });
      const loading = loadIndex(db, setId);
      // What is no set yet, or a draft, may have parameters later.
      if (set?.state !== 'COMMITTED') return loading;
      kept.set(setId, loading);
      try {
        const index = await loading;
        sizes.set(setId, index.ids.length);
        let total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
        for (const oldest of kept.keys()) {
          if (total <= maxKept || oldest === setId) break;
          total -= sizes.get(oldest) ?? 0;
          drop(oldest);
        }
        return index;
      } catch (error) {
        drop(setId);
        throw error;
      }
    },
  };
}

async function loadIndex({ read }: Db, setId: number): Promise<ParameterIndex> {
  const ids: number[] = [];
  const identifiers: string[] = [];
  const searchNames: string[] = [];
  const searchTexts: string[] = [];
  for (let last = ''; ; ) {
    const rows = await read.sql.all<{
      id: number | bigint;
      identifier: string;
      searchName: string;
      searchText: string;
    }>(
      `SELECT "id", "identifier", "searchName", "searchText" FROM "Parameter"
        WHERE "configurationSetId" = ? AND "identifier" > ? ORDER BY "identifier" LIMIT ?`,
      [setId, last, ROWS],
    );
    for (const row of rows) {
      ids.push(Number(row.id));
      identifiers.push(row.identifier);
      searchNames.push(row.searchName);
      searchTexts.push(row.searchText);
    }
    if (rows.length < ROWS) return { ids, identifiers, searchNames, searchTexts };
    last = identifiers.at(-1) ?? '';
    await yieldToOthers();
  }
}

/**
 * Every match in the sets of one owner, the best first, those of one rank by identifier. Where
 * several sets define an identifier, the first counts.
 */
export function searchIndexes(
  indexes: readonly ParameterIndex[],
  query: ParameterQuery,
): ParameterMatch[] {
  const matches: ParameterMatch[] = [];
  const defined = indexes.length > 1 ? new Set<string>() : null;
  for (const { ids, identifiers, searchNames, searchTexts } of indexes) {
    for (let i = 0; i < ids.length; i++) {
      const searchText = searchTexts[i]!;
      if (!query.words.every((word) => searchText.includes(word))) continue;
      const identifier = identifiers[i]!;
      if (defined?.has(identifier)) continue;
      const rank = rankOf({ searchName: searchNames[i]!, searchText }, query);
      matches.push({ id: ids[i]!, identifier, rank });
    }
    if (defined) for (const identifier of identifiers) defined.add(identifier);
  }
  return matches.sort(compareMatches);
}

/** The order of matches. */
export function compareMatches(
  a: Pick<ParameterMatch, 'rank' | 'identifier'>,
  b: Pick<ParameterMatch, 'rank' | 'identifier'>,
): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  return a.identifier < b.identifier ? -1 : a.identifier > b.identifier ? 1 : 0;
}
