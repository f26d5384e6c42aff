import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAnswerLines } from '../../src/data-stream/answer-lines.ts';
import type { Stored } from '../../src/data-stream/stream-writer.ts';

/** A request whose client reads when it is told to. */
async function startAnswer() {
  const http = createServer();
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const socket = connect((http.address() as AddressInfo).port, '127.0.0.1');
  const asked = once(http, 'request');
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  const response = (await asked)[1] as ServerResponse;
  onTestFinished(() => {
    socket.destroy();
    http.closeAllConnections();
    http.close();
  });
  return {
    response,
    socket,
    /** The lines, once the answer has ended. */
    async read() {
      let text = '';
      socket.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      await once(socket, 'close');
      return text
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line));
    },
  };
}

function stored(position: number, flushed: readonly string[] = []): Stored {
  return { position, messages: 1, samples: 2, duplicates: 0, replaced: 0, events: 0, flushed };
}

describe('createAnswerLines', () => {
  it('writes a line for each commit, and keeps the totals', async () => {
    const { response, read } = await startAnswer();
    const lines = createAnswerLines(response);
    await lines.stored(stored(10));
    await lines.stored(stored(20, ['a']));
    lines.end({ done: true, ...lines.totals });
    const counts = { messages: 1, samples: 2, duplicates: 0, replaced: 0, events: 0 };
    expect(await read()).toEqual([
      { position: '10', ...counts },
      { position: '20', ...counts, flushed: ['a'] },
      { done: true, ...counts, messages: 2, samples: 4 },
    ]);
  });

  it('puts what a client does not read into one line, without anybody waiting', async () => {
    const { response, read } = await startAnswer();
    const lines = createAnswerLines(response);
    const commits = 500_000;
    for (let i = 1; i <= commits; i++) await lines.stored(stored(i));
    expect(response.writableLength).toBeLessThan(100_000);
    lines.end({ done: true });

    const found = await read();
    expect(found.length).toBeLessThan(commits / 10);
    expect(found.at(-2)).toMatchObject({ position: String(commits) });
    const messages = found.slice(0, -1).reduce((sum, line) => sum + line.messages, 0);
    expect(messages).toBe(commits);
  });

  it('waits for a client that does not read its many flush markers', async () => {
    const { response, socket } = await startAnswer();
    const lines = createAnswerLines(response);
    const markers = Array.from({ length: 100 }, () => 'x'.repeat(200));
    let told = 0;
    const telling = (async () => {
      for (; told < 1000 && !response.destroyed; told++) await lines.stored(stored(told, markers));
    })();
    await new Promise(setImmediate);
    expect(told).toBeLessThan(1000);

    socket.destroy();
    await telling;
  });
});
