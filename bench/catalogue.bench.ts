// The catalogue with a company's archive: a million sessions of ten details each, listed, filtered,
// sorted, searched and read through a running server. Run by `npm run bench:catalogue`.
//
//   npm run bench:catalogue -- [--sessions 1000000] [--database URL]
//
// The archive is made first, which takes minutes; with --database it is kept there, and used again.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { openDb } from '../src/db/open-db.ts';
import { createRandom } from '../src/demo/random.ts';
import { loadArchive } from './catalogue/load-archive.ts';
import { QUESTIONS, type Question } from './catalogue/questions.ts';
import { createRawClient } from './catalogue/raw-client.ts';

const CONNECTIONS = 8;
const SECONDS = 5;

/** An HTTP server that answers the same text to everything. */
const BARE = `
  require('node:http').createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 30 });
      response.end('{"data":{"__typename":"None"}}');
    });
  }).listen(0, '127.0.0.1', function () { console.log(this.address().port); });
`;

const { values: options } = parseArgs({
  options: { sessions: { type: 'string', default: '1000000' }, database: { type: 'string' } },
});
const count = Number(options.sessions);
const folder = mkdtempSync(join(tmpdir(), 'paddock-bench-'));
const databaseUrl = options.database ?? `file:${join(folder, 'archive.db')}`;

console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}`);
try {
  await prepare();
  const server = spawn(process.execPath, ['dist/index.js'], {
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'info', DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await measureAll(await listening(server));
  } finally {
    server.kill('SIGTERM');
    await new Promise((resolve) => server.once('exit', resolve));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function prepare() {
  const db = await openDb(databaseUrl);
  const stored = await db.read.prisma.session.count();
  if (stored === 0) {
    const start = performance.now();
    await loadArchive(db, count, (done) => {
      if (done % 100_000 === 0) console.log(`  ${done} sessions after ${since(start)} s`);
    });
    console.log(`${count} sessions, ${count * 10} details, made in ${since(start)} s`);
  } else {
    console.log(`${stored} sessions found`);
  }
  const path = databaseUrl.replace(/^file:/, '');
  if (existsSync(path)) console.log(`${(statSync(path).size / 2 ** 30).toFixed(2)} GiB`);
  await db.close();
}

function since(start: number): string {
  return ((performance.now() - start) / 1_000).toFixed(0);
}

async function measureAll(url: string) {
  console.log(
    `\n${'one at a time'.padStart(58)}${`${CONNECTIONS} connections`.padStart(30)}\n${''.padEnd(42)}p50 ms  p95 ms      p50 ms  p95 ms  requests/s`,
  );
  await measureReferences();
  for (const question of QUESTIONS) {
    await report(url, question);
  }
}

async function report(url: string, question: Question) {
  const alone = await measure(url, question, 1);
  const many = await measure(url, question, CONNECTIONS);
  console.log(
    `${question.name.padEnd(40)}${cell(alone.p50)}${cell(alone.p95)}    ${cell(many.p50)}${cell(many.p95)}${many.perSecond.toFixed(0).padStart(12)}`,
  );
}

/** What the same client and the same database do with nothing between them. */
async function measureReferences() {
  const bare = spawn(process.execPath, ['-e', BARE], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const port of createInterface({ input: bare.stdout })) {
    await report(`http://127.0.0.1:${port}/`, {
      name: '(a bare node:http server)',
      ask: () => ({ query: '{ __typename }' }),
    });
    break;
  }
  bare.kill();

  const db = await openDb(databaseUrl);
  const times: number[] = [];
  for (let i = 0; i < 2_000; i++) {
    const start = performance.now();
    await db.read.sql.all(
      'SELECT "identity", "identifier", "timestampText", "state" FROM "Session" WHERE "subSession" = 0 ORDER BY "timestampNs" DESC, "identity" LIMIT 50',
    );
    times.push(performance.now() - start);
  }
  await db.close();
  times.sort((x, y) => x - y);
  console.log(
    `${'(the newest page by SQL, in the process)'.padEnd(40)}${cell(times[1_000] ?? 0)}${cell(times[1_900] ?? 0)}`,
  );
}

function cell(ms: number): string {
  return ms.toFixed(2).padStart(8);
}

interface Measured {
  readonly p50: number;
  readonly p95: number;
  readonly perSecond: number;
}

/** Ask over and over, for some seconds, after a second of warming up. */
async function measure(url: string, { ask }: Question, connections: number): Promise<Measured> {
  const { uniform } = createRandom(7);
  const times: number[] = [];
  const begin = performance.now() + 1_000;
  const end = begin + SECONDS * 1_000;
  const one = async () => {
    const client = await createRawClient(url);
    while (performance.now() < end) {
      const body = JSON.stringify(ask(uniform, count));
      const start = performance.now();
      await client.post(body);
      if (start >= begin) times.push(performance.now() - start);
    }
    client.close();
  };
  await Promise.all(Array.from({ length: connections }, one));
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.floor(times.length * part)] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), perSecond: times.length / SECONDS };
}

async function listening({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('The server has no output.');
  for await (const line of createInterface({ input: stdout })) {
    const { msg, url } = JSON.parse(line) as { msg: string; url?: string };
    if (msg === 'Listening.' && url) {
      stdout.resume();
      return url;
    }
  }
  throw new Error('The server did not start.');
}
