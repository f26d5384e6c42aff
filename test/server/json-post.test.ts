import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { startServer } from './server-harness.ts';

const JSON_TYPE = 'application/json';
const GRAPHQL_TYPE = 'application/graphql-response+json';

/** What Yoga answers by itself: the same bodies under its other name for them. */
const BY_YOGA = { 'content-type': 'application/graphql+json' };

/** Bodies with the statuses of their answers as plain JSON, and as GraphQL's own type. */
const BODIES: readonly [what: string, body: unknown, plain: number, own: number][] = [
  ['a query', { query: '{ hello }' }, 200, 200],
  ['a mutation', { query: 'mutation { change }' }, 200, 200],
  ['null for all it may leave out', withNulls({ query: '{ hello }' }), 200, 200],
  ['an unknown parameter without a value', { query: '{ hello }', other: null }, 200, 200],
  ['extensions', { query: '{ hello }', extensions: { trace: [1] } }, 200, 200],
  ['white space around it', ' \n{"query":"{ hello }"}\n', 200, 200],
  [
    'one of two operations',
    { query: 'query A { hello } query B { lap { number } }', operationName: 'B' },
    200,
    200,
  ],
  ['a field that fails', { query: '{ conflict hello }' }, 200, 200],
  ['a failure with a code', { query: '{ coded hello }' }, 200, 200],
  ['an argument at fault', { query: '{ lap { number } even(value: 2) }' }, 200, 200],
  [
    'a faulty variable',
    { query: 'query ($v: Even) { even(value: $v) }', variables: { v: 3 } },
    400,
    400,
  ],
  ['a missing variable', { query: 'query ($v: Float!) { needs(size: $v) }' }, 400, 400],
  [
    'a variable with U+0000',
    { query: 'query ($n: String) { hello(name: $n) }', variables: { n: 'a\0' } },
    400,
    400,
  ],
  ['a syntax error', { query: '{ hello' }, 200, 400],
  ['nothing in its document', { query: '' }, 200, 400],
  ['an unknown field', { query: '{ goodbye }' }, 200, 400],
  ['an unknown field of a subscription', { query: 'subscription { goodbye }' }, 200, 400],
  ['a document beyond a limit', { query: `{ ${'a: hello '.repeat(200)} }` }, 200, 400],
  ['fragments only', { query: 'fragment F on Query { hello }' }, 400, 400],
  ['an unknown operation', { query: 'query A { hello }', operationName: 'B' }, 400, 400],
  ['an operation name of another type', { query: 'query A { hello }', operationName: 5 }, 400, 400],
  ['an unknown parameter', { query: '{ hello }', other: 1 }, 400, 400],
  ['variables in a list', { query: '{ hello }', variables: [1] }, 400, 400],
  ['variables in a text', { query: '{ hello }', variables: '{}' }, 400, 400],
  ['extensions in a list', { query: '{ hello }', extensions: [] }, 400, 400],
  ['a query of another type', { query: ['{ hello }'] }, 400, 400],
  ['no query', {}, 200, 400],
  ['malformed JSON', '{"query":', 400, 400],
  ['more than JSON', '{"query":"{ hello }"} x', 400, 400],
  ['a list', [{ query: '{ hello }' }], 400, 400],
  ['null', 'null', 400, 400],
  ['a number', '5', 400, 400],
];

function withNulls(body: object) {
  return { ...body, operationName: null, variables: null, extensions: null };
}

async function contentOf(response: Response) {
  const { date: _date, ...headers } = Object.fromEntries(response.headers);
  return { status: response.status, headers, text: await response.text() };
}

describe('a POST of JSON', () => {
  it.each(BODIES)(
    'with %s is answered as Yoga does, again and again',
    async (_what, body, plain, own) => {
      const { post } = await startServer();
      for (const [accept, status] of [
        ['*/*', plain],
        [JSON_TYPE, plain],
        [GRAPHQL_TYPE, own],
        [`text/event-stream, ${GRAPHQL_TYPE}`, own],
      ] as const) {
        const byYoga = await contentOf(await post(body, { headers: { accept, ...BY_YOGA } }));
        expect(byYoga.status, accept).toBe(status);
        for (let time = 0; time < 2; time++)
          expect(await contentOf(await post(body, { headers: { accept } })), accept).toEqual(
            byYoga,
          );
      }
    },
  );

  it('is answered in the type it accepts', async () => {
    const { post } = await startServer();
    const typeOf = async (accept: string) => {
      const response = await post({ query: '{ hello }' }, { headers: { accept } });
      return response.headers.get('content-type');
    };
    expect(await typeOf('*/*')).toBe('application/json; charset=utf-8');
    expect(await typeOf(GRAPHQL_TYPE)).toBe(`${GRAPHQL_TYPE}; charset=utf-8`);
    expect(await typeOf('text/event-stream')).toBe('text/event-stream');
  });

  it('is not acceptable where no type of an answer is accepted', async () => {
    const { post } = await startServer();
    expect((await post({ query: '{ hello }' }, { headers: { accept: 'text/csv' } })).status).toBe(
      406,
    );
  });

  it('says the same of a faulty literal however often it is sent', async () => {
    const { post } = await startServer();
    const query = `{ even(value: "${'x'.repeat(5000)}") }`;
    const first = await contentOf(await post({ query }));
    expect(first.text).toContain('"code":"BAD_USER_INPUT"');
    expect(await contentOf(await post({ query }))).toEqual(first);
  });

  it('makes one context, for one execution', async () => {
    const operations: unknown[] = [];
    const { ask } = await startServer({
      createContext: (operation) => {
        operations.push(operation.transport);
        return { operation };
      },
    });
    await ask('mutation { change }');
    expect(operations).toEqual(['http']);
  });

  it('has the status and the code of what createContext refuses with', async () => {
    const { post } = await startServer({
      createContext: () => {
        throw new AppError('FORBIDDEN', 'x'.repeat(2000));
      },
    });
    const response = await post({ query: '{ hello }' });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('x… (2000 characters)');
  });

  it('is a server error, logged once, where createContext fails', async () => {
    const { post, log } = await startServer({
      createContext: () => {
        throw new Error('password is hunter2');
      },
    });
    const response = await post({ query: '{ hello }' });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('hunter2');
    expect(log.filter((line) => line.level === 50)).toHaveLength(1);
  });
});
