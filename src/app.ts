import type { Logger } from 'pino';
import { BULK_PATH, createBulkReader } from './bulk/bulk-route.ts';
import type { Config } from './config.ts';
import {
  createConfigurationReader,
  createConfigurationWriter,
} from './configuration-sets/configuration-route.ts';
import { type Context, createLoaders } from './context.ts';
import { createDataStreamHandlers } from './data-stream/data-stream-routes.ts';
import type { DbOptions } from './db/db.ts';
import { openDb } from './db/open-db.ts';
import { DEFAULT_QUERY } from './default-query.ts';
import { ensureDerivedData } from './derived-data/derived-data.ts';
import { createImportHandler } from './importers/import-route.ts';
import { AUTHOR_HEADER, readAuthorHeader, readAuthorParam } from './lib/read-author.ts';
import { createRtaRoutes } from './rta/rta-routes.ts';
import { closeRuntime, createRuntime, type Runtime } from './runtime.ts';
import { schema } from './schema/index.ts';
import { createServer } from './server/server.ts';

/** A running catalogue: the database and the server before it. */
export interface App {
  readonly runtime: Runtime;
  /** @returns the base URL, such as `http://127.0.0.1:4000`. */
  start(): Promise<{ readonly url: string }>;
  /** Complete subscriptions, finish requests and writes, and close the database. */
  stop(): Promise<void>;
  /** Answer a GraphQL request without a port. */
  fetch(input: string, init?: RequestInit): Promise<Response>;
}

/** Open the database, bring its tables up to date, and make the server. */
export async function createApp(
  config: Config,
  logger: Logger,
  options: DbOptions & { readonly defaultQuery?: string } = {},
): Promise<App> {
  const db = await openDb(config.databaseUrl, { maxScanMs: config.limits.maxScanMs, ...options });
  try {
    await ensureDerivedData(db, () => {
      logger.warn('Sessions of an older version are being indexed; this happens once.');
      return () => {};
    });
  } catch (error) {
    await db.close();
    throw error;
  }
  const runtime = createRuntime(db, config.limits);
  const dataStreams = createDataStreamHandlers(runtime, logger);
  const server = createServer<Context>({
    config,
    schema,
    logger,
    createContext: ({ subscription, headers, connectionParams }) => ({
      ...runtime,
      author: readAuthorParam(connectionParams?.author) ?? readAuthorHeader(headers[AUTHOR_HEADER]),
      loaders: createLoaders(runtime, { cache: !subscription }),
    }),
    // The database is open and migrated before the server is made.
    ready: async () => ({ database: await db.ping().then(() => true as const, toMessage) }),
    routes: [
      {
        method: 'GET',
        path: '/configurations/:identifier.json',
        handler: createConfigurationReader(runtime),
      },
      {
        method: 'PUT',
        path: '/configurations/:identifier.json',
        upload: true,
        handler: createConfigurationWriter(runtime),
      },
      ...createRtaRoutes(runtime),
      { method: 'GET', path: BULK_PATH, handler: createBulkReader(runtime) },
      { method: 'GET', path: '/sessions/:identity/data', handler: dataStreams.position },
      {
        method: 'POST',
        path: '/sessions/:identity/data',
        upload: true,
        handler: dataStreams.receive,
      },
      { method: 'POST', path: '/import', upload: true, handler: createImportHandler(runtime) },
    ],
    defaultQuery: options.defaultQuery ?? DEFAULT_QUERY,
  });
  return {
    runtime,
    start: () => server.start(),
    fetch: (input, init) => server.fetch(input, init),
    async stop() {
      dataStreams.stop();
      await server.stop();
      await closeRuntime(runtime);
    },
  };
}

function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
