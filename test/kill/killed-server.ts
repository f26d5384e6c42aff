import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Answer } from '../support/test-app.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The server has answered, and refused. */
export class Refusal extends Error {}

/** A server as an operator runs it. */
export interface KilledServer {
  /** Such as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Ask by GraphQL. @throws {Refusal} for an answer with errors; another error when it is cut. */
  askData(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer['data']>;
  /** End it with SIGKILL, and wait until it is gone. */
  kill(): Promise<void>;
}

/**
 * Start a server.
 *
 * @param command Arguments of Node, such as the file of the server.
 */
export async function startKilledServer(
  command: readonly string[],
  databaseUrl: string,
): Promise<KilledServer> {
  const child = spawnServer(command, databaseUrl);
  const url = await readUrl(child);
  return {
    url,
    async askData(query, variables) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await response.json()) as Answer;
      if (errors) throw new Refusal(errors.map(({ message }) => message).join(' '));
      return data;
    },
    kill: () => killProcess(child),
  };
}

/** Start a server, and kill it after some milliseconds, wherever it is then. */
export async function killWhileStarting(
  command: readonly string[],
  databaseUrl: string,
  milliseconds: number,
): Promise<void> {
  const child = spawnServer(command, databaseUrl);
  child.stdout?.resume();
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  await killProcess(child);
}

/** A test that fails must not leave them behind. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

function spawnServer(command: readonly string[], databaseUrl: string): ChildProcess {
  const child = spawn(process.execPath, [...command], {
    cwd: root,
    env: { ...process.env, PORT: '0', DATABASE_URL: databaseUrl, LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

async function readUrl(child: ChildProcess): Promise<string> {
  const { stdout } = child;
  if (!stdout) throw new Error('The server has no output.');
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: stdout });
    lines.on('line', (line) => {
      const { url, level } = JSON.parse(line) as { url?: string; level: number };
      if (level >= ERROR_LEVEL) process.stderr.write(`${line}\n`);
      if (url) resolve(new URL(url).origin);
    });
    lines.once('close', () => reject(new Error('The server ended before it listened.')));
  });
}

/** Of the lines that a server logs. */
const ERROR_LEVEL = 50;

async function killProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
