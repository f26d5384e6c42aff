// What samples cost: decoding, zooming, writing, room on disk, the way to a client, and memory; each
// beside something that does as much by plain means, in the same run. Run by `npm run bench:samples`.
//
//   npm run bench:samples -- [--only scan,zoom,ingest,size,transport,memory] [--samples 100000000]
//                            [--seconds 5] [--database URL]
//
// A whole run takes some eight minutes, most of them to make and read 100 million samples, and two
// gigabytes of the temporary folder. With --database the recordings are kept there, and used again;
// sizes are of SQLite all the same.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { openDb } from '../src/db/open-db.ts';
import { type Bench, readOptions, type Section } from './samples/bench-options.ts';
import { benchIngest } from './samples/ingest.ts';
import { benchMemory } from './samples/memory.ts';
import { benchScan } from './samples/scan.ts';
import { benchSize } from './samples/size.ts';
import { benchTransport } from './samples/transport.ts';
import { benchZoom } from './samples/zoom.ts';

const RUN: Readonly<Record<Section, (bench: Bench) => Promise<void>>> = {
  scan: benchScan,
  zoom: benchZoom,
  ingest: benchIngest,
  size: benchSize,
  transport: benchTransport,
  memory: benchMemory,
};

const options = readOptions();
const folder = mkdtempSync(join(tmpdir(), 'paddock-bench-'));
const databaseUrl = options.database ?? `file:${join(folder, 'samples.db')}`;
try {
  await printMachine();
  for (const section of options.only) await RUN[section]({ ...options, databaseUrl, folder });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function printMachine(): Promise<void> {
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
  console.log(
    `${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${memory}, Node ${process.version}, ${await describeDatabase()}`,
  );
}

async function describeDatabase(): Promise<string> {
  const db = await openDb(databaseUrl);
  const isSqlite = db.dialect === 'sqlite';
  const version = isSqlite ? 'sqlite_version()' : "current_setting('server_version')";
  const [row] = await db.read.sql.all<{ version: string }>(`SELECT ${version} AS "version"`);
  await db.close();
  return `${isSqlite ? 'SQLite' : 'PostgreSQL'} ${row?.version}`;
}
