import { GraphQLError } from 'graphql';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { createMaskError, shorten, toWireError } from '../../src/server/mask-error.ts';
import type { LogLine } from './server-harness.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function setUp() {
  const log: LogLine[] = [];
  const logger = pino({}, { write: (line) => log.push(JSON.parse(line)) });
  return { mask: createMaskError(logger), log };
}

/** As the executor wraps what a resolver threw. */
function located(originalError: Error): GraphQLError {
  return new GraphQLError(originalError.message, { path: ['session', 'laps'], originalError });
}

describe('createMaskError', () => {
  it('keeps the message, code and details of an AppError, and where it happened', () => {
    const { mask, log } = setUp();
    const error = new AppError('CONFLICT', 'Session "a" is closed.', { argument: 'a', at: 5n });

    expect(mask(located(error)).toJSON()).toEqual({
      message: 'Session "a" is closed.',
      path: ['session', 'laps'],
      extensions: { code: 'CONFLICT', argument: 'a', at: '5' },
    });
    expect(log).toEqual([]);
  });

  it('lets no detail pass for the code', () => {
    const { mask } = setUp();
    const error = new AppError('NOT_FOUND', 'Gone.', { code: 'OTHER' });
    expect(mask(located(error)).extensions).toEqual({ code: 'NOT_FOUND' });
  });

  it('finds an AppError however deep it was wrapped', () => {
    const { mask } = setUp();
    const error = located(located(new AppError('NOT_FOUND', 'Gone.')));
    expect(mask(error).extensions.code).toBe('NOT_FOUND');
  });

  it.each([
    ['an error', new Error('password is hunter2')],
    ['an error with a code', Object.assign(new Error('at /etc/secret'), { code: 'P2002' })],
    ['a wrapped error', located(new TypeError('password is hunter2'))],
    ['a GraphQL error of a resolver without a code', located(new GraphQLError('hunter2'))],
    ['a text', 'hunter2'],
    ['nothing', undefined],
  ])('masks %s, and logs it under the id the client sees', (_what, error) => {
    const { mask, log } = setUp();

    const masked = mask(error);

    expect(masked.message).toBe('Unexpected error.');
    expect(masked.originalError).toBeUndefined();
    expect(masked.extensions.code).toBe('INTERNAL_SERVER_ERROR');
    expect(masked.extensions.errorId).toMatch(UUID);
    expect(JSON.stringify(masked)).not.toMatch(/hunter2|secret/);
    expect(log).toMatchObject([{ errorId: masked.extensions.errorId, msg: 'Unexpected error.' }]);
  });

  it('logs the stack and the path of the original', () => {
    const { mask, log } = setUp();
    mask(located(new TypeError('password is hunter2')));
    expect(log).toMatchObject([
      {
        path: 'session.laps',
        err: {
          type: 'TypeError',
          message: 'password is hunter2',
          stack: expect.stringContaining('mask-error.test.ts'),
        },
      },
    ]);
  });

  it('passes a GraphQL error with a code as it is', () => {
    const { mask } = setUp();
    const error = new GraphQLError('Said plainly.', { extensions: { code: 'NOT_FOUND' } });
    expect(mask(error)).toBe(error);
  });

  it.each([
    ['BAD_REQUEST', 'BAD_USER_INPUT'],
    ['REQUEST_ENTITY_TOO_LARGE', 'PAYLOAD_TOO_LARGE'],
    ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_PARSE_FAILED'],
  ])('gives the code %s as %s', (code, expected) => {
    const { mask } = setUp();
    const error = new GraphQLError('No.', { extensions: { code, http: { status: 400 } } });
    expect(mask(error).extensions).toEqual({ code: expected, http: { status: 400 } });
  });

  it('masks only once', () => {
    const { mask, log } = setUp();
    const masked = mask(new Error('hunter2'));
    expect(mask(masked)).toBe(masked);
    expect(log).toHaveLength(1);
  });

  it('cuts a long message only once', () => {
    const { mask } = setUp();
    const masked = mask(new AppError('CONFLICT', 'x'.repeat(3000)));
    expect(mask(masked).message).toMatch(/^x{1000}… \(3000 characters\)$/);
  });

  it.each([
    ['UNAUTHENTICATED', 401],
    ['FORBIDDEN', 403],
    ['UNAVAILABLE', 503],
  ] as const)('gives %s of a whole request the status %i', (code, status) => {
    const { mask } = setUp();
    expect(mask(new AppError(code, 'No.')).extensions.http).toEqual({ status });
  });
});

describe('toWireError', () => {
  it('leaves out what only the HTTP layer reads', () => {
    const error = new GraphQLError('No.', {
      extensions: { code: 'CONFLICT', http: { status: 409 }, unexpected: true },
    });
    expect(toWireError(error)).toEqual({ message: 'No.', extensions: { code: 'CONFLICT' } });
  });
});

describe('shorten', () => {
  it('keeps a message of 1,000 characters and cuts a longer one', () => {
    expect(shorten('x'.repeat(1000))).toBe('x'.repeat(1000));
    expect(shorten('x'.repeat(1001))).toBe(`${'x'.repeat(1000)}… (1001 characters)`);
  });
});
