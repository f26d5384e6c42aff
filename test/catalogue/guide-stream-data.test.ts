import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { count, read } from '../support/sample-session.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { askPosition, sendStream } from './data-stream-client.ts';

const GUIDE = readFileSync(
  fileURLToPath(new URL('../../docs/guides/stream-data.md', import.meta.url)),
  'utf8',
);
const SESSION = 'rig-3-run-1';

/** The fenced blocks of the guide of one kind, which is all that stands after the fence. */
function blocks(kind: string): string[] {
  return [...GUIDE.matchAll(/^```(.+)\n([\s\S]*?)^```$/gm)]
    .filter(([, found]) => found === kind)
    .map(([, , body = '']) => body);
}

/** A network before a server, whose first connections are cut after so many bytes of the client. */
async function startNetwork(url: string, cuts: readonly number[]) {
  const left = [...cuts];
  const sockets = new Set<{ destroy(): void }>();
  const network = createServer((client) => {
    const server = connect(Number(new URL(url).port), '127.0.0.1');
    const limit = left.shift() ?? Number.POSITIVE_INFINITY;
    let bytes = 0;
    const cut = () => {
      client.destroy();
      server.destroy();
    };
    client.on('data', (chunk) => {
      bytes += chunk.length;
      server.write(chunk);
      if (bytes > limit) cut();
    });
    server.on('data', (chunk) => client.write(chunk));
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', cut).on('close', cut);
    }
  });
  network.listen(0, '127.0.0.1');
  await once(network, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    network.close();
  });
  return {
    url: `http://127.0.0.1:${(network.address() as AddressInfo).port}`,
    cutsLeft: () => left.length,
  };
}

async function runRecorder(url: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'paddock-guide-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'recorder.mjs');
  writeFileSync(file, blocks('js recorder')[0] ?? '');
  const child = spawn(process.execPath, [file, url], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill());
  const exited = once(child, 'exit');
  const output = await text(child.stdout);
  expect(await exited).toEqual([0, null]);
  return output;
}

describe('the guide stream-data', () => {
  let app: TestApp;
  let url: string;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ app, stop } = await startTestApp());
    ({ url } = await app.start());
    const [query = ''] = blocks('graphql');
    const answer = await app.askData(query, JSON.parse(blocks('json variables')[0] ?? ''));
    expect(answer.createOrUpdateSession.session).toEqual({ identity: SESSION, state: 'OPEN' });
  });
  afterAll(() => stop());

  it('has a recorder of under 40 lines', () => {
    const lines = (blocks('js recorder')[0] ?? '').split('\n').filter((line) => line.trim() !== '');
    expect(lines.length).toBeLessThan(40);
  });

  it('has a recorder that loses nothing and repeats nothing over a network that is cut', async () => {
    const network = await startNetwork(url, [20, 2_000, 3_000, 300, 4_000]);
    const output = await runRecorder(network.url);
    expect(network.cutsLeft()).toBe(0);
    expect(output.trimEnd().split('\n').at(-1)).toContain('"done":true');

    const { times, raw } = await read(app, SESSION, 'force');
    expect(raw).toEqual(count(1_000));
    expect(times).toEqual(raw.map((i) => 1_778_076_000_000_000_000n + BigInt(i) * 1_000_000n));
    expect(await askPosition(url, SESSION)).toMatchObject({ messages: '100' });
  });

  it('shows the lines of an answer as they are', async () => {
    // Forty bursts of the recorder, and one without a sample.
    const frames = Array.from({ length: 41 }, (_, i) => {
      const samples = i === 40 ? [] : count(10);
      const buffer = Buffer.from(Float64Array.from(samples).buffer);
      const start = Buffer.alloc(8);
      start.writeBigInt64LE(1_778_076_100_000_000_000n + BigInt(i) * 10_000_000n);
      const fields = Buffer.concat([
        Buffer.from('080111', 'hex'),
        start,
        Buffer.from([0x18, 0xc0, 0x84, 0x3d, 0x20, samples.length, 0x2a, buffer.length]),
        buffer,
      ]);
      const length = Buffer.from([fields.length + 2, 0, 0, 0, 0x12, fields.length]);
      return Buffer.concat([length, fields]);
    });
    const lines = await sendStream(url, SESSION, Buffer.concat(frames), { stream: 'lines' });
    expect(lines).toEqual(blocks('json line').map((line) => JSON.parse(line)));
  });
});
