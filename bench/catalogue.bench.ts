// The catalogue with a company's archive: a million sessions of ten details each, listed, filtered,
// sorted, searched and read through a running server. Run by `npm run bench:catalogue`.
//
//   npm run bench:catalogue -- [--sessions 1000000] [--database URL] [--keep]
//
// The archive is made first, which takes minutes; with --database it is kept there, and used again.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { openDb } from '../src/db/open-db.ts';
import { createRandom } from '../src/demo/random.ts';
import { loadArchive } from './catalogue/load-archive.ts';
import { QUESTIONS, type Question } from './catalogue/questions.ts';

const CONNECTIONS = 8;
const SECONDS = 5;

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
  for (const question of QUESTIONS) {
    const alone = await measure(url, question, 1);
    const many = await measure(url, question, CONNECTIONS);
    console.log(
      `${question.name.padEnd(40)}${cell(alone.p50)}${cell(alone.p95)}    ${cell(many.p50)}${cell(many.p95)}${many.perSecond.toFixed(0).padStart(12)}`,
    );
  }
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
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  const begin = performance.now() + 1_000;
  const end = begin + SECONDS * 1_000;
  const one = async () => {
    while (performance.now() < end) {
      const start = performance.now();
      await post(url, agent, JSON.stringify(ask(uniform, count)));
      if (start >= begin) times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.floor(times.length * part)] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), perSecond: times.length / SECONDS };
}

function post(url: string, agent: Agent, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          const text = Buffer.concat(parts).toString();
          if (response.statusCode === 200 && !text.includes('"errors"')) resolve();
          else reject(new Error(`${response.statusCode}: ${text.slice(0, 500)}`));
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
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
