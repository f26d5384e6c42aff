// SQL that leads from one Prisma schema to another, computed by Prisma's own engine as WebAssembly:
// no database, no download.
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';

const wasmFile = createRequire(import.meta.url)
  .resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  .replace(/\.js$/, '.wasm');
const { instance } = await WebAssembly.instantiate(await readFile(wasmFile), {
  './schema_engine_bg.js': glue,
});
glue.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();

/** Every *.prisma file below a folder, links followed, as { path, content } with relative paths. */
export async function readSchema(folder) {
  const files = (await readdir(folder, { recursive: true })).filter((f) => f.endsWith('.prisma'));
  const inModels = files.some((f) => f.startsWith('models'))
    ? []
    : (await readdir(path.join(folder, 'models'))).map((f) => path.join('models', f));
  return Promise.all(
    [...files, ...inModels].sort().map(async (file) => ({
      path: file,
      content: await readFile(path.join(folder, file), 'utf8'),
    })),
  );
}

// The engine wants a connection when it starts. A diff of two schemas asks it nothing, except for
// the version of a PostgreSQL server.
const VERSION = {
  columnNames: ['exists', 'version', 'numeric_version'],
  columnTypes: [5, 7, 0],
  rows: [[true, 'PostgreSQL 16.0', 160000]],
};
const connection = (provider) => ({
  provider,
  adapterName: 'none',
  queryRaw: async ({ sql }) =>
    sql.includes('server_version_num') ? VERSION : { columnNames: [], columnTypes: [], rows: [] },
  executeRaw: async () => 0,
  executeScript: async () => {},
  startTransaction: () => Promise.reject(new Error('A schema diff has no database.')),
  getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: false }),
  dispose: async () => {},
});

/** The SQL from one schema (null: an empty database) to another; '' when they agree. */
export async function schemaDiff(provider, from, to) {
  const flavour = provider === 'postgresql' ? 'postgres' : provider;
  const adapter = bindMigrationAwareSqlAdapterFactory({
    provider: flavour,
    adapterName: 'none',
    connect: async () => connection(flavour),
    connectToShadowDb: async () => connection(flavour),
  });
  const datamodels = to.map(({ path: file, content }) => [file, content]);
  const engine = await glue.SchemaEngine.new({ datamodels }, () => {}, adapter);
  try {
    const { stdout } = await engine.diff({
      from: from ? { tag: 'schemaDatamodel', files: from } : { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: to },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return stdout.startsWith('-- This is an empty migration') ? '' : stdout;
  } finally {
    engine.free();
  }
}
