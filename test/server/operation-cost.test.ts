import { buildSchema, getIntrospectionQuery, getOperationAST, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { operationCost } from '../../src/server/operation-cost.ts';

const schema = buildSchema(`
  type Query { hello: String, session: Session, list: [Session!]!, texts: [String], node: Node, any: Any
    sessions(first: Int, last: Int, after: String): SessionConnection!, paged(first: Int): [Session!]! }
  interface Node { id: ID!, related: [Node!]! }
  union Any = Session
  type Session implements Node { id: ID!, name: String, related: [Node!]!, self: Session!, sessions(first: Int): SessionConnection! }
  type SessionConnection { edges: [SessionEdge!]!, nodes: [Session!]!, totalCount: Int, others: [Session!]! }
  type SessionEdge { cursor: String!, node: Session! }
`);

function cost(text: string, variables: Record<string, unknown> | null = null): number {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document)!;
  const limits = { maxPageSize: 1000, defaultPageSize: 50 };
  return operationCost({ schema, document, operation, variables }, limits);
}

describe('operationCost', () => {
  it.each([
    ['a field is one', '{ hello }', 1],
    ['a list of scalars is one', '{ texts }', 1],
    ['an object is one and its fields', '{ session { id name } }', 3],
    ['a plain list is ten times its fields', '{ list { id name } }', 21],
    ['a list in a list multiplies', '{ list { related { id } } }', 1 + 10 * (1 + 10)],
    ['a page has the size of first', '{ sessions(first: 7) { nodes { id name } } }', 1 + 1 + 7 * 2],
    ['a page has the size of last', '{ sessions(last: 7) { nodes { id } } }', 1 + 1 + 7],
    ['a page without a size has the default', '{ sessions { nodes { id } } }', 1 + 1 + 50],
    ['a page of null has the default', '{ sessions(first: null) { nodes { id } } }', 1 + 1 + 50],
    ['edges are paged', '{ sessions(first: 7) { edges { cursor node { id } } } }', 1 + 1 + 7 * 3],
    ['the total is not paged', '{ sessions(first: 1000) { totalCount } }', 2],
    [
      'another list of a connection is not paged',
      '{ sessions(first: 7) { others { id } } }',
      1 + 1 + 10,
    ],
    ['a list with first is paged itself', '{ paged(first: 3) { id } }', 1 + 3],
    [
      'a page beyond the largest counts as the largest',
      '{ paged(first: 1000000) { id } }',
      1 + 1000,
    ],
    ['a negative page is empty', '{ paged(first: -5) { id } }', 1],
    [
      'pages in pages multiply',
      '{ sessions(first: 20) { nodes { sessions(first: 30) { nodes { id } } } } }',
      2 + 20 * (2 + 30),
    ],
    [
      'the page size ends at an object',
      '{ sessions(first: 20) { nodes { self { related { id } } } } }',
      2 + 20 * (1 + 1 + 10),
    ],
    ['fragments cost what they hold', '{ list { ...F } } fragment F on Session { id name }', 21],
    [
      'inline fragments cost what they hold',
      '{ node { ... on Session { id related { id } } ... { id } } }',
      1 + 1 + 11 + 1,
    ],
    [
      'fragments of a connection are paged',
      '{ sessions(first: 7) { ...F } } fragment F on SessionConnection { nodes { id } }',
      1 + 1 + 7,
    ],
    ['unions cost their members', '{ any { __typename ... on Session { id } } }', 3],
    ['what is skipped counts', '{ session @skip(if: true) { id } }', 2],
  ])('%s', (_what, text, expected) => {
    expect(cost(text)).toBe(expected);
  });

  const PAGED = 'query ($n: Int = 4) { sessions(first: $n) { nodes { id } } }';

  it.each([
    ['the value given', { n: 9 }, 1 + 1 + 9],
    ['the default of the variable', {}, 1 + 1 + 4],
    ['the default page for null', { n: null }, 1 + 1 + 50],
    ['the default page for what is no number', { n: 'many' }, 1 + 1 + 50],
  ])('takes a page size from a variable: %s', (_what, variables, expected) => {
    expect(cost(PAGED, variables)).toBe(expected);
  });

  it('is quick and finite where fragments double at each level', () => {
    const levels = Array.from(
      { length: 40 },
      (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`,
    );
    expect(cost(`{ ...F0 } ${levels.join(' ')} fragment F40 on Query { hello }`)).toBe(2 ** 40);
  });

  it('keeps introspection far below the default limit', () => {
    expect(cost(getIntrospectionQuery())).toBeLessThan(50_000);
  });
});
