import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { type Answer, startServer } from './server-harness.ts';

async function answerOf(response: Response) {
  return { status: response.status, ...((await response.json()) as Answer) };
}

describe('/graphql over HTTP', () => {
  it('answers a query that was posted', async () => {
    const { post } = await startServer();
    const response = await post({
      query: 'query Q($name: String) { hello(name: $name) }',
      variables: { name: 'Ada' },
      operationName: 'Q',
    });
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await answerOf(response)).toEqual({ status: 200, data: { hello: 'Hello Ada.' } });
  });

  it('answers a query by GET, with a header or without', async () => {
    const { url } = await startServer();
    const query = encodeURIComponent('query Q($name: String) { hello(name: $name) }');
    const variables = encodeURIComponent('{"name":"Ada"}');
    const response = await fetch(`${url}/graphql?query=${query}&variables=${variables}`);
    expect(await answerOf(response)).toEqual({ status: 200, data: { hello: 'Hello Ada.' } });
  });

  it('answers through fetch, without a port', async () => {
    const { server } = await startServer();
    const response = await server.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-token': 't' },
      body: JSON.stringify({ query: '{ whoAsks }' }),
    });
    const { data } = (await response.json()) as Answer;
    expect(JSON.parse(String(data?.whoAsks))).toMatchObject({ transport: 'http', token: 't' });
  });

  it('keeps text of every script', async () => {
    const { ask } = await startServer();
    const name = 'Zoë 車 🏎';
    expect(await ask('query ($name: String) { hello(name: $name) }', { name })).toEqual({
      data: { hello: `Hello ${name}.` },
    });
  });

  it('tells createContext who asks', async () => {
    const { post } = await startServer();
    const response = await post({ query: '{ whoAsks }' }, { headers: { 'x-token': 'secret' } });
    const { data } = (await response.json()) as Answer;
    expect(JSON.parse(String(data?.whoAsks))).toEqual({
      subscription: false,
      transport: 'http',
      token: 'secret',
      connectionParams: null,
    });
  });

  it('refuses the operation when createContext does, with the status of the code', async () => {
    const { post } = await startServer({
      createContext: () => {
        throw new AppError('UNAUTHENTICATED', 'Expected a token.');
      },
    });
    expect(await answerOf(await post({ query: '{ hello }' }))).toEqual({
      status: 401,
      errors: [{ message: 'Expected a token.', extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  it('shows the code and details of an AppError', async () => {
    const { ask } = await startServer();
    expect(await ask('{ conflict }')).toMatchObject({
      data: { conflict: null },
      errors: [
        {
          message: 'Session "a" is closed.',
          path: ['conflict'],
          extensions: { code: 'CONFLICT', key: 'a', position: '5' },
        },
      ],
    });
  });

  it.each(['secret', 'uncoded', 'tooBig'])('masks what %s fails with', async (field) => {
    const { ask, log } = await startServer();
    const { errors } = await ask(`{ ${field} }`);
    expect(errors).toMatchObject([
      {
        message: 'Unexpected error.',
        path: [field],
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      },
    ]);
    const { errorId } = errors![0]!.extensions;
    expect(log.filter((line) => line.errorId === errorId)).toMatchObject([
      { level: 50, path: field },
    ]);
  });

  it.each([
    [
      'a syntax error',
      '{ hello',
      'GRAPHQL_PARSE_FAILED',
      'Syntax Error: Expected Name, found <EOF>.',
    ],
    [
      'an unknown field',
      '{ goodbye }',
      'GRAPHQL_VALIDATION_FAILED',
      'Cannot query field "goodbye" on type "Query".',
    ],
    [
      'a literal a scalar refuses',
      '{ even(value: 3) }',
      'BAD_USER_INPUT',
      'Expected value of type "Even", found 3; Expected an even number, got "3".',
    ],
    [
      'a document without operations',
      'fragment F on Query { hello }',
      'BAD_USER_INPUT',
      'Expected an operation in the document, got fragments.',
    ],
    [
      'two operations without a name',
      'query A { hello } query B { hello }',
      'BAD_USER_INPUT',
      'Expected operationName to be one of "A", "B", got none.',
    ],
  ])('gives %s a code', async (_what, query, code, message) => {
    const { post } = await startServer();
    const { status, errors } = await answerOf(await post({ query }));
    expect(errors).toMatchObject([{ message, extensions: { code } }]);
    expect([200, 400]).toContain(status);
  });

  it.each([
    [
      'a value a scalar refuses',
      'query ($v: Even) { even(value: $v) }',
      { v: 3 },
      'Variable "$v" got invalid value 3; Expected type "Even". Expected an even number, got "3".',
    ],
    [
      'a value deep in an input',
      'query ($v: EvenInput) { even(input: $v) }',
      { v: { values: [2, 5] } },
      'Variable "$v" got invalid value 5 at "v.values[1]"; Expected type "Even". Expected an even number, got "5".',
    ],
    [
      'a value of another type',
      'query ($v: Float!) { needs(size: $v) }',
      { v: 'x' },
      'Variable "$v" got invalid value "x"; Float cannot represent non numeric value: "x"',
    ],
    [
      'a missing value',
      'query ($v: Float!) { needs(size: $v) }',
      {},
      'Variable "$v" of required type "Float!" was not provided.',
    ],
    [
      'a null for a required argument',
      'query ($v: Float = 1) { needs(size: $v) }',
      { v: null },
      'Argument "size" of non-null type "Float!" must not be null.',
    ],
  ])('says BAD_USER_INPUT for %s', async (_what, query, variables, message) => {
    const { ask } = await startServer();
    const { errors } = await ask(query, variables);
    expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('does not send a faulty value of megabytes back', async () => {
    const { post } = await startServer();
    const response = await post({
      query: 'query ($v: Float!) { needs(size: $v) }',
      variables: { v: 'x'.repeat(2_000_000) },
    });
    expect((await response.text()).length).toBeLessThan(2000);
  });

  it('does not send a faulty literal of thousands of characters back', async () => {
    const { post } = await startServer();
    const response = await post({ query: `{ even(value: "${'x'.repeat(5000)}") }` });
    const { errors } = (await response.json()) as Answer;
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'even' } }]);
    expect(errors![0]!.message.length).toBeLessThan(1100);
  });

  it('takes no mutation by GET', async () => {
    const { url } = await startServer();
    const response = await fetch(
      `${url}/graphql?query=${encodeURIComponent('mutation { change }')}`,
    );
    expect(response.headers.get('allow')).toBe('POST');
    expect(await answerOf(response)).toEqual({
      status: 405,
      errors: [
        {
          message: 'Can only perform a mutation operation from a POST request.',
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ],
    });
  });

  it.each(['PUT', 'DELETE', 'PATCH'])('takes no %s', async (method) => {
    const { url } = await startServer();
    const response = await fetch(`${url}/graphql`, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, POST');
  });

  it('takes no batch', async () => {
    const { post } = await startServer();
    expect(await answerOf(await post([{ query: '{ hello }' }, { query: '{ hello }' }]))).toEqual({
      status: 400,
      errors: [{ message: 'Batching is not supported.', extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain; application/json',
  ])('takes no body of the type %s, which a form of any page can send', async (contentType) => {
    const { post } = await startServer();
    const response = await post(
      { query: 'mutation { change }' },
      { headers: { 'content-type': contentType } },
    );
    const { status, errors } = await answerOf(response);
    expect(status).toBe(415);
    expect(errors).toMatchObject([
      {
        message: `Expected content-type application/json, got "${contentType}".`,
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });

  it.each([
    ['malformed JSON', '{"query":', 'POST body sent invalid JSON.'],
    ['no object', '"x"', 'POST body is expected to be object but received string'],
    ['nothing', '', 'POST body sent invalid JSON.'],
    ['no query', '{}', 'Must provide query string.'],
  ])('refuses a body of %s', async (_what, body, message) => {
    const { post, log } = await startServer();
    const { errors } = await answerOf(await post(body));
    expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(log.filter((line) => line.level === 50)).toEqual([]);
  });

  it('refuses malformed variables in a GET', async () => {
    const { url } = await startServer();
    const response = await fetch(`${url}/graphql?query=%7Bhello%7D&variables=%7B`);
    expect(await answerOf(response)).toEqual({
      status: 400,
      errors: [
        {
          message: 'Expected JSON in variables and extensions.',
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ],
    });
  });

  it('says which operations there are when it is asked for another', async () => {
    const { post } = await startServer();
    const query = 'query A { hello } query B { hello }';
    expect(await answerOf(await post({ query, operationName: 'C' }))).toEqual({
      status: 400,
      errors: [
        {
          message: 'Expected operationName to be one of "A", "B", got "C".',
          extensions: { code: 'BAD_USER_INPUT', argument: 'operationName' },
        },
      ],
    });
  });

  it('is found under its own path only', async () => {
    const { url } = await startServer();
    for (const path of ['/', '/graphql/', '/graphqlx', '/x/graphql'])
      expect((await fetch(`${url}${path}?query=%7Bhello%7D`)).status, path).toBe(404);
  });
});
