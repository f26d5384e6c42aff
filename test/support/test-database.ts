import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** An empty database of the kind that this run tests. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** Make an empty database: an SQLite file, or a PostgreSQL database of its own. */
export async function createTestDatabase(): Promise<TestDatabase> {
  if (process.env.TEST_DATABASE !== 'postgresql') {
    const folder = mkdtempSync(join(tmpdir(), 'paddock-test-'));
    return {
      url: `file:${join(folder, 'paddock.db')}`,
      drop: async () => rmSync(folder, { recursive: true, force: true }),
    };
  }
  const server = process.env.TEST_POSTGRESQL_URL ?? '';
  const name = `paddock_test_${randomUUID().replaceAll('-', '')}`;
  await run(server, `CREATE DATABASE "${name}"`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: String(url),
    drop: () => run(server, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`),
  };
}

async function run(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
