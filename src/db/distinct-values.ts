import type { SqlValue } from './sql.ts';

/** Which values of an indexed column to list, in the order of the column. */
export interface DistinctRequest {
  readonly table: string;
  readonly column: string;
  readonly take: number;
  /** Only values beyond this one; null for all. */
  readonly after: string | null;
  readonly before: string | null;
  /** From the greatest value down. */
  readonly backwards: boolean;
  /** Values that are looked at, for those that pass `only`. */
  readonly examine?: number;
  /** A condition on `"value"`. */
  readonly only?: { readonly text: string; readonly values: readonly SqlValue[] };
}

/**
 * A query for the different values (`"value"`) of a column of texts, by one step of its index each:
 * a value that a million rows have takes no longer than another.
 */
export function distinctValuesQuery({
  table,
  column,
  take,
  after,
  before,
  backwards,
  examine = take,
  only,
}: DistinctRequest): { readonly text: string; readonly values: readonly SqlValue[] } {
  const [from, until] = backwards ? [before, after] : [after, before];
  const [best, beyond, within] = backwards ? ['MAX', '<', '>'] : ['MIN', '>', '<'];
  const start = from === null ? `"${column}" IS NOT NULL` : `"${column}" ${beyond} ?`;
  return {
    text: `WITH RECURSIVE steps(value, step) AS (
        SELECT ${best}("${column}"), 1 FROM "${table}" WHERE ${start}
        UNION ALL
        SELECT (SELECT ${best}(n."${column}") FROM "${table}" n
          WHERE n."${column}" ${beyond} steps.value), step + 1
        FROM steps WHERE steps.value IS NOT NULL AND step < ?
      )
      SELECT value AS "value" FROM steps WHERE value IS NOT NULL
        ${until === null ? '' : `AND value ${within} ?`} ${only ? `AND ${only.text}` : ''}
      ORDER BY value ${backwards ? 'DESC' : 'ASC'} LIMIT ?`,
    values: [
      ...(from === null ? [] : [from]),
      examine,
      ...(until === null ? [] : [until]),
      ...(only?.values ?? []),
      take,
    ],
  };
}
