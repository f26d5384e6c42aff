import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { DEMO_QUERY } from '../../src/demo/demo-query.ts';
import { createTestDatabase } from '../support/test-database.ts';

/** Start a demo as a process of its own. */
function spawnDemo(environment: Record<string, string>): ChildProcess {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/demo/main.ts'], {
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** What it prints, up to the last line of its greeting. */
async function readGreeting(child: ChildProcess): Promise<string> {
  let printed = '';
  for await (const chunk of child.stdout!.iterator({ destroyOnReturn: false })) {
    printed += chunk;
    if (printed.includes('Press Ctrl-C')) return printed;
  }
  throw new Error(`The demo ended early: ${printed}${await text(child.stderr!)}`);
}

async function createDatabase(): Promise<string> {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  return database.url;
}

describe('main', () => {
  it('greets, answers its query, and closes the live session when signals come, together as one', async () => {
    const DATABASE_URL = await createDatabase();
    const demo = spawnDemo({ PORT: '0', DATABASE_URL });
    const greeting = await readGreeting(demo);
    const [, url] = /GraphiQL +(\S+)/.exec(greeting)!;
    const [, live] = /Live +(\S+)/.exec(greeting)!;
    expect(greeting).toContain('Recording  demo-race\n');

    const response = await fetch(url!, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: DEMO_QUERY }),
    });
    const { data, errors } = (await response.json()) as {
      data: { session: { fastestLap: object }; live: { nodes: object[] } };
      errors?: unknown;
    };
    expect(errors).toBeUndefined();
    expect(data.session.fastestLap).toMatchObject({ name: 'Lap 2' });
    expect(data.live.nodes).toMatchObject([{ identity: live }]);

    const exited = once(demo, 'exit');
    demo.kill('SIGTERM');
    demo.kill('SIGINT');
    expect(await exited).toEqual([0, null]);
    expect(await text(demo.stderr!)).toBe('');

    const app = await createApp(readConfig({ DATABASE_URL }), pino({ level: 'silent' }));
    onTestFinished(() => app.stop());
    const after = await app.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ sessions { nodes { identity state } } }' }),
    });
    expect(await after.json()).toEqual({
      data: {
        sessions: {
          nodes: [
            { identity: live, state: 'CLOSED' },
            { identity: 'demo-race', state: 'CLOSED' },
          ],
        },
      },
    });
  });

  it('says what to do when the port is taken, and writes nothing', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const DATABASE_URL = await createDatabase();

    const demo = spawnDemo({ PORT: `${port}`, DATABASE_URL });
    const [[code], message] = await Promise.all([once(demo, 'exit'), text(demo.stderr!)]);

    expect(code).toBe(1);
    expect(message).toBe(
      `Address 127.0.0.1:${port} is taken by another process; set PORT to a free one. For example: PORT=4001 npm run demo\n`,
    );
    const app = await createApp(readConfig({ DATABASE_URL }), pino({ level: 'silent' }));
    onTestFinished(() => app.stop());
    expect(await app.runtime.db.read.prisma.session.count()).toBe(0);
  });
});
