import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** The built server, in a process of its own. */
export interface BenchServer {
  /** Base URL, without a path. */
  readonly url: string;
  memory(): Promise<Memory>;
  stop(): Promise<void>;
}

/** Resident memory of a process, MiB. */
export interface Memory {
  readonly now: number;
  readonly peak: number;
  /**
   * Most that was its own, as seen ten times a second; the rest are pages of files it has mapped,
   * which cost nobody anything. Null where the system does not tell.
   */
  readonly peakOwn: number | null;
}

/** Reports the memory of the process it is loaded into, and ends it with the bench. */
const MONITOR = `
  import { readFileSync } from 'node:fs';
  let own = null;
  const look = () => {
    try {
      const [, size] = /RssAnon:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'latin1'));
      own = Math.max(own ?? 0, Number(size) / 1024);
    } catch {}
  };
  look();
  setInterval(look, 100).unref();
  process.on('disconnect', () => process.exit());
  process.on('message', () => {
    look();
    const now = process.memoryUsage.rss() / 2 ** 20;
    process.send({ now, peak: process.resourceUsage().maxRSS / 1024, peakOwn: own });
  });
`;

/** Answers the same bytes to everything. */
const BARE = `
  const bytes = Buffer.alloc(Number(process.argv[1]), 1);
  require('node:http').createServer((request, response) => {
    response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
  }).listen(0, '127.0.0.1', function () {
    console.log(JSON.stringify({ msg: 'Listening.', url: 'http://127.0.0.1:' + this.address().port }));
  });
`;

/** Start the server on a database, as an operator would, but on any port. */
export async function startServer(databaseUrl: string): Promise<BenchServer> {
  const monitor = `data:text/javascript,${encodeURIComponent(MONITOR)}`;
  const server = spawn(process.execPath, ['--import', monitor, 'dist/index.js'], {
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'info', DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  return {
    url: (await listening(server)).replace('/graphql', ''),
    memory: () =>
      new Promise((resolve) => {
        server.once('message', (message) => resolve(message as Memory));
        server.send('memory');
      }),
    stop: () => stop(server),
  };
}

/** Start a server that knows nothing, and answers every request with so many bytes. */
export async function startBareServer(length: number): Promise<Pick<BenchServer, 'url' | 'stop'>> {
  const server = spawn(process.execPath, ['-e', BARE, String(length)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { url: await listening(server), stop: () => stop(server) };
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
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
