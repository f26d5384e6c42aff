import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { findPostgresql } from './support/find-postgresql.ts';

const postgresql = await findPostgresql();
if (postgresql.url === null && process.env.TEST_REQUIRE_POSTGRESQL) {
  throw new Error(`PostgreSQL is required, and ${postgresql.reason}`);
}

const root = fileURLToPath(new URL('..', import.meta.url));
const common = {
  root,
  resolve: {
    // One copy of graphql: Vite would take index.mjs for our code while Yoga and Pothos load
    // index.js, and `instanceof GraphQLError` would then be false across the two.
    alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }],
  },
};
const timeouts = { testTimeout: 120_000, hookTimeout: 120_000 };

/** Tests of the catalogue: the same files run on every database there is. */
const CATALOGUE = 'test/catalogue/**/*.test.ts';

export default defineConfig({
  root,
  test: {
    reporters: ['default', fileURLToPath(new URL('support/database-reporter.ts', import.meta.url))],
    // Two cores, and servers, databases and clients within each file.
    maxWorkers: 2,
    projects: [
      {
        ...common,
        test: { name: 'plain', include: ['test/**/*.test.ts'], exclude: [CATALOGUE], ...timeouts },
      },
      {
        ...common,
        test: {
          name: 'sqlite',
          include: [CATALOGUE],
          env: { TEST_DATABASE: 'sqlite' },
          ...timeouts,
        },
      },
      ...(postgresql.url === null
        ? []
        : [
            {
              ...common,
              test: {
                name: 'postgresql',
                include: [CATALOGUE],
                env: { TEST_DATABASE: 'postgresql', TEST_POSTGRESQL_URL: postgresql.url },
                ...timeouts,
              },
            },
          ]),
    ],
  },
});
