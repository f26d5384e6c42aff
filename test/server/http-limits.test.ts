import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type Answer, sendRaw, startServer } from './server-harness.ts';

async function answerOf(response: Response) {
  return { status: response.status, ...((await response.json()) as Answer) };
}

describe('limits over HTTP', () => {
  const env = {
    PADDOCK_MAX_DEPTH: '3',
    PADDOCK_MAX_ALIASES: '1',
    PADDOCK_MAX_DIRECTIVES: '1',
    PADDOCK_MAX_TOKENS: '100',
    PADDOCK_MAX_COST: '60',
  };

  it.each([
    ['depth', '{ lap { next { next { number } } } }', 'BAD_USER_INPUT', 'at most 3 levels'],
    ['aliases', '{ a: hello b: hello }', 'BAD_USER_INPUT', 'at most 1 aliases'],
    [
      'directives',
      '{ hello @skip(if: true) lap @skip(if: true) { number } }',
      'BAD_USER_INPUT',
      'at most 1 directives',
    ],
    ['tokens', `{ ${'hello '.repeat(101)} }`, 'PAYLOAD_TOO_LARGE', 'at most 100 tokens'],
    [
      'cost',
      '{ lap { laps(first: 59) { number } } }',
      'BAD_USER_INPUT',
      'a cost of at most 60, got 61',
    ],
  ])('refuse too much %s each time it is asked', async (_what, query, code, message) => {
    const { ask } = await startServer({ env });
    for (let time = 0; time < 2; time++)
      expect((await ask(query)).errors).toMatchObject([
        {
          message: expect.stringContaining(message),
          extensions: { code, limit: expect.any(Number) },
        },
      ]);
  });

  it('refuse what takes long to validate', async () => {
    const { ask } = await startServer();
    expect(await ask(`{ ${'hello '.repeat(4900)} }`)).toEqual({
      errors: [
        {
          message:
            'Expected an operation that is quick to validate; ask for each field once, or in several operations.',
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ],
    });
  });

  it('count the page sizes of the variables, although the document is known', async () => {
    const { ask } = await startServer({ env });
    const query = 'query ($n: Int) { lap { laps(first: $n) { number } } }';
    expect((await ask(query, { n: 58 })).errors).toBeUndefined();
    expect((await ask(query, { n: 59 })).errors).toMatchObject([{ extensions: { limit: 60 } }]);
  });
});

describe('the size of a body', () => {
  const env = { PADDOCK_MAX_REQUEST_BYTES: '2000' };
  const TOO_LARGE = {
    status: 413,
    errors: [
      {
        message:
          'Expected a request body of at most 2000 bytes; send the data in several requests.',
        extensions: { code: 'PAYLOAD_TOO_LARGE', limit: 2000 },
      },
    ],
  };
  const bodyOf = (size: number) => {
    const body = JSON.stringify({ query: '{ hello }', variables: { pad: '' } });
    return body.replace('""', `"${'x'.repeat(size - body.length)}"`);
  };

  it('may be as large as the limit', async () => {
    const { post } = await startServer({ env });
    expect(await answerOf(await post(bodyOf(2000)))).toEqual({
      status: 200,
      data: { hello: 'Hello you.' },
    });
  });

  it('is refused by the length announced', async () => {
    const { post } = await startServer({ env });
    expect(await answerOf(await post(bodyOf(2001)))).toEqual(TOO_LARGE);
  });

  it('is refused by its bytes when no length was announced', async () => {
    const { url } = await startServer({ env });
    const body = new Blob([bodyOf(2001)]).stream();
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      duplex: 'half',
    } as RequestInit);
    expect(await answerOf(response)).toEqual(TOO_LARGE);
  });

  it('is refused before it was sent', async () => {
    const { url } = await startServer({ env });
    const answer = await sendRaw(
      url,
      'POST /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n' +
        'Content-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n{',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('PAYLOAD_TOO_LARGE');
  });

  it('leaves the connection to the next request after a refusal', async () => {
    const { url } = await startServer({ env });
    const head = 'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    const chunk = 'x'.repeat(3000);
    const answer = await sendRaw(
      url,
      `${head}Transfer-Encoding: chunked\r\n\r\n${chunk.length.toString(16)}\r\n${chunk}\r\n0\r\n\r\n`,
      `${head}Connection: close\r\nContent-Length: 21\r\n\r\n{"query":"{ hello }"}`,
    );
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200']);
  });

  it('that ends before its announced length has no answer and no trace in the errors', async () => {
    const { url, log, ask } = await startServer({ env });
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const seen = new Promise((resolve) => socket.once('close', resolve));
    socket.end(
      'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{',
    );
    socket.resume();
    await seen;

    expect(await ask('{ hello }')).toEqual({ data: { hello: 'Hello you.' } });
    expect(log.filter((line) => Number(line.level) >= 50)).toEqual([]);
  });
});
