import pg from 'pg';

/** Servers tried in turn: the one that is named, then the usual local ones. */
const CANDIDATES = [
  process.env.TEST_POSTGRESQL_URL,
  'postgresql://postgres@127.0.0.1:5432/postgres',
  'postgresql://postgres:postgres@127.0.0.1:5432/postgres',
];

export type FoundPostgresql =
  | { readonly url: string; readonly version: string }
  | { readonly url: null; readonly reason: string };

/** Find a PostgreSQL server on which databases can be made. */
export async function findPostgresql(): Promise<FoundPostgresql> {
  let reason = 'none was tried.';
  for (const url of CANDIDATES) {
    if (!url) continue;
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    try {
      await client.connect();
      const { rows } = await client.query<{ version: string; can: boolean }>(
        `SELECT current_setting('server_version') AS version, rolcreatedb OR rolsuper AS can
           FROM pg_roles WHERE rolname = current_user`,
      );
      const [row] = rows;
      if (row?.can) return { url, version: row.version };
      reason = 'its user may not create databases.';
    } catch (error) {
      reason = `no server answers at 127.0.0.1:5432 (${(error as Error).message || 'refused'}).`;
    } finally {
      await client.end().catch(() => {});
    }
  }
  return { url: null, reason };
}
