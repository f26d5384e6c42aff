import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { encodeFrame } from '../../src/data-stream/encode-messages.ts';
import { createSession, MS, readBlocks, START, samplesOf } from '../support/sample-session.ts';
import type { Answer } from '../support/test-app.ts';
import { createTestDatabase } from '../support/test-database.ts';
import { askPosition, connectStream } from './data-stream-client.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Start the server as an operator would. @returns where it answers. */
async function startServer(databaseUrl: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/index.ts'], {
    cwd: root,
    env: { ...process.env, PORT: '0', DATABASE_URL: databaseUrl, LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const line of createInterface({ input: child.stdout })) {
    const { url } = JSON.parse(line) as { url?: string };
    if (url) return { child, url: new URL(url).origin };
  }
  throw new Error('The server ended before it listened.');
}

function clientOf(url: string) {
  return {
    async askData(query: string, variables?: Readonly<Record<string, unknown>>) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await response.json()) as Answer;
      if (errors) throw new Error(errors[0]?.message);
      return data;
    },
  };
}

const BURSTS = 900;

/** Each burst has two samples of channel 1, whose values are their numbers, and an event. */
const FRAMES = Array.from({ length: BURSTS }, (_, i) => {
  const startTimestamp = START + BigInt(2 * i) * 10n * MS;
  const buffer = new Uint8Array(Int16Array.of(2 * i, 2 * i + 1).buffer);
  const burst = { channelId: 1, startTimestamp, interval: 10n * MS, samples: 2, buffer };
  const event = { eventDefinitionId: 1, timestamp: START + BigInt(i), values: [i] };
  return Buffer.concat([encodeFrame({ periodic: burst }), encodeFrame({ event })]);
});

it('a stream is stored once, although the server was killed while it came in', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const { child, url } = await startServer(database.url);
  await createSession(clientOf(url), 'killed', {
    channels: [
      { channelId: 1, dataSource: 'PERIODIC', dataType: 'SIGNED_16BIT', interval: 10n * MS },
    ],
  });

  const connection = connectStream(url, 'killed');
  const exited = once(child, 'exit');
  for (const [i, frame] of FRAMES.slice(0, 500).entries()) {
    await connection.send(frame);
    if (i % 100 === 50) await connection.next();
  }
  child.kill('SIGKILL');
  await exited;
  let last = '0';
  for (let line = await connection.next(); line; line = await connection.next()) {
    last = line.position;
  }

  const again = await startServer(database.url);
  const { position } = await askPosition(again.url, 'killed');
  expect(BigInt(position)).toBeGreaterThanOrEqual(BigInt(last));
  const resumed = connectStream(again.url, 'killed', { position });
  await resumed.send(Buffer.concat(FRAMES).subarray(Number(position)));
  expect((await resumed.end()).at(-1)).toMatchObject({ done: true, duplicates: 0, replaced: 0 });

  expect(await askPosition(again.url, 'killed')).toMatchObject({ messages: String(2 * BURSTS) });
  const client = clientOf(again.url);
  const { bytes } = samplesOf(await readBlocks(client, 'killed'));
  expect(bytes).toEqual(Buffer.from(Int16Array.from({ length: 2 * BURSTS }, (_, i) => i).buffer));
  const { session } = await client.askData(
    '{ session(identity: "killed") { events(first: 1000) { nodes { values } } } }',
  );
  expect(session.events.nodes).toEqual(FRAMES.map((_, i) => ({ values: [i] })));
});
