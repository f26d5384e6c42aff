import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Start the server as an operator would. @returns where it answers. */
async function startServer(file: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/index.ts'], {
    cwd: root,
    env: { ...process.env, PORT: '0', DATABASE_URL: `file:${file}`, LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
    const { url } = JSON.parse(line) as { url?: string };
    if (url) return { child, url };
  }
  throw new Error('The server ended before it listened.');
}

async function ask(url: string, query: string, variables: Record<string, unknown> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as { data: Record<string, unknown>; errors?: unknown };
}

const SAVE = `mutation ($identity: String!, $label: String!) {
  createOrUpdateSession(input: {
    identity: $identity, createIfNotExists: {}, updates: [{ updateLabels: [$label] }]
  }) { applied }
}`;

describe('an acknowledged write', () => {
  it('is there after the process was killed, and the file opens again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'paddock-killed-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'paddock.db');

    const { child, url } = await startServer(file);
    const acknowledged: string[] = [];
    // Writers that never stop, so that the kill meets a write under way.
    const writers = [0, 1, 2, 3].map(async (writer) => {
      for (let i = 0; ; i++) {
        const label = `${writer}-${i}`;
        const answer = await ask(url, SAVE, { identity: 'killed', label }).catch(() => null);
        if (!answer || answer.errors) return;
        acknowledged.push(label);
        if (acknowledged.length === 40) child.kill('SIGKILL');
      }
    });
    await Promise.all([once(child, 'exit'), ...writers]);
    expect(acknowledged.length).toBeGreaterThanOrEqual(40);

    const again = await startServer(file);
    const { data } = await ask(again.url, '{ session(identity: "killed") { labels } }');
    const { labels } = data.session as { labels: string[] };
    expect(labels).toEqual(expect.arrayContaining(acknowledged));
    again.child.kill('SIGTERM');
    expect(await once(again.child, 'exit')).toEqual([0, null]);
  });
});
