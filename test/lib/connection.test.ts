import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { type PageArgs, toConnection, toPageRequest } from '../../src/lib/connection.ts';

const limits = { defaultPageSize: 3, maxPageSize: 10 };

const request = (args: PageArgs) => toPageRequest(args, limits, ['int64']);

const cursorOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('toPageRequest', () => {
  it.each<[PageArgs, object]>([
    [{}, { take: 4, backwards: false }],
    [{ first: 0 }, { take: 1, backwards: false }],
    [{ first: 10 }, { take: 11, backwards: false }],
    [{ last: 2 }, { take: 3, backwards: true }],
    [{ before: cursorOf([5]) }, { take: 4, backwards: true, before: [5] }],
    [
      { first: 2, before: cursorOf([5]) },
      { take: 3, backwards: false, before: [5] },
    ],
    [
      { last: 2, after: cursorOf(['-7']) },
      { take: 3, backwards: true, after: ['-7'] },
    ],
    [
      { first: null, last: null, after: null, before: null },
      { take: 4, backwards: false },
    ],
  ])('fetches one row more than the page for %j', (args, expected) => {
    expect(request(args)).toEqual({ after: null, before: null, ...expected });
  });

  it.each<[PageArgs, string]>([
    [{ first: 1, last: 1 }, 'last'],
    [{ first: -1 }, 'first'],
    [{ last: 11 }, 'last'],
    [{ after: 'x' }, 'after'],
    [{ before: cursorOf(['a']) }, 'before'],
    [{ after: cursorOf([1, 2]) }, 'after'],
    [{ after: cursorOf([1.5]) }, 'after'],
    [{ after: cursorOf([2 ** 60]) }, 'after'],
    [{ after: cursorOf(['9223372036854775808']) }, 'after'],
  ])('refuses %j', (args, argument) => {
    expect(() => request(args)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', details: { argument } }),
    );
    expect(() => request(args)).toThrow(AppError);
  });

  it('takes no number beyond a column of 32 bits', () => {
    const pageAfter = (value: unknown) => () =>
      toPageRequest({ after: cursorOf(['a', value]) }, limits, ['text', 'int32']);
    expect(pageAfter(2_147_483_647)).not.toThrow();
    expect(pageAfter(2_147_483_648)).toThrow('Expected a cursor of this connection');
  });
});

describe('toConnection', () => {
  /** What a database does with a request, over numbers in ascending order. */
  const fetchRows = (all: readonly bigint[], page: ReturnType<typeof request>) => {
    const rows = all.filter(
      (row) =>
        (!page.after || row > BigInt(page.after[0] ?? 0)) &&
        (!page.before || row < BigInt(page.before[0] ?? 0)),
    );
    return (page.backwards ? rows.reverse() : rows).slice(0, page.take);
  };
  const pageOf = (all: readonly bigint[], args: PageArgs) => {
    const page = request(args);
    return toConnection(fetchRows(all, page), page, (row) => [row]);
  };
  const numbers = fc.uniqueArray(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), {
    maxLength: 40,
  });

  it('gives every row once in order, whatever the rows and the size', () => {
    fc.assert(
      fc.property(
        numbers,
        fc.integer({ min: 1, max: 10 }),
        fc.boolean(),
        (rows, size, backwards) => {
          const all = rows.sort((a, b) => (a < b ? -1 : 1));
          const found: bigint[] = [];
          let cursor: string | null = null;
          for (;;) {
            const page = pageOf(
              all,
              backwards ? { last: size, before: cursor } : { first: size, after: cursor },
            );
            const nodes = page.edges.map(({ node }) => node);
            if (backwards) found.unshift(...nodes);
            else found.push(...nodes);
            const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
            expect(backwards ? hasNextPage : hasPreviousPage).toBe(cursor !== null);
            cursor = backwards ? startCursor : endCursor;
            if (!(backwards ? hasPreviousPage : hasNextPage)) break;
          }
          expect(found).toEqual(all);
        },
      ),
    );
  });

  it('knows that the rows of its cursors lie outside', () => {
    const all = [1n, 2n, 3n, 4n, 5n];
    const [one, five] = [cursorOf([1]), cursorOf([5])];
    expect(pageOf(all, { first: 9, after: one, before: five }).pageInfo).toMatchObject({
      hasNextPage: true,
      hasPreviousPage: true,
    });
    expect(pageOf(all, { last: 1, after: one }).pageInfo).toMatchObject({
      hasNextPage: false,
      hasPreviousPage: true,
    });
  });
});
