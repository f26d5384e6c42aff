import { GraphQLError, getIntrospectionQuery } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { createLimitedParser } from '../../src/server/operation-limits.ts';

const LIMITS = { maxTokens: 100, maxDepth: 3, maxAliases: 2, maxDirectives: 2 };
const parse = createLimitedParser(LIMITS);

function faultOf(document: string, limits = LIMITS): [unknown, string] | null {
  try {
    createLimitedParser(limits)(document);
    return null;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return [error.extensions.code, error.message];
  }
}

describe('createLimitedParser', () => {
  it.each([
    ['the deepest', '{ a { b { c } } }'],
    [
      'fragments, which are no level',
      'query { ...F } fragment F on Q { a { ...G } } fragment G on Q { b { c } }',
    ],
    ['inline fragments, which are no level', '{ ... on Q { a { ... { b { c } } } } }'],
    ['as many aliases', '{ x: a y: b c }'],
    ['as many directives', 'query @a { b @c }'],
    ['each operation by itself', 'query A { x: a y: b } query B { x: a y: b }'],
  ])('takes %s', (_what, document) => {
    expect(parse(document).kind).toBe('Document');
  });

  it.each([
    [
      'depth',
      '{ a { b { c { d } } } }',
      'at most 3 levels of nested fields, got 4; ask for less at a time.',
    ],
    [
      'depth in fragments',
      '{ ...F } fragment F on Q { a { ...G } } fragment G on Q { b { c { d } } }',
      'at most 3 levels of nested fields, got 4; ask for less at a time.',
    ],
    [
      'aliases',
      '{ x: a y: a z: a }',
      'at most 2 aliases, got 3; use lists of keys, or several operations.',
    ],
    [
      'aliases of a fragment spread twice',
      '{ a { ...F } b { ...F } } fragment F on Q { x: a y: a }',
      'at most 2 aliases, got 4; use lists of keys, or several operations.',
    ],
    [
      'directives',
      'query @a @b { c @d }',
      'at most 2 directives, got 3; use fragments or several operations.',
    ],
    [
      'directives of fragments',
      '{ ...F @a } fragment F on Q @b { c @d }',
      'at most 2 directives, got 3; use fragments or several operations.',
    ],
    [
      'any operation of the document',
      '{ a } query B { x: a y: a z: a }',
      'at most 2 aliases, got 3; use lists of keys, or several operations.',
    ],
  ])('refuses too much %s', (_what, document, message) => {
    expect(faultOf(document)).toEqual(['BAD_USER_INPUT', `Expected an operation of ${message}`]);
  });

  const TOO_LONG = [
    'PAYLOAD_TOO_LARGE',
    'Expected a document of at most 100 tokens; send values as variables, or several operations.',
  ];

  it('refuses too many tokens', () => {
    expect(faultOf(`{ ${'a '.repeat(98)}}`)).toBeNull();
    expect(faultOf(`{ ${'a '.repeat(99)}}`)).toEqual(TOO_LONG);
  });

  it.each([
    ['lists', '{a(b:', '['],
    ['selections', '', '{a'],
  ])('survives a document of nothing but openings of %s', (_what, start, opening) => {
    const document = start + opening.repeat(200_000);
    const [code, message] = faultOf(document, { ...LIMITS, maxTokens: 1_000_000 })!;
    expect(code).toBe('PAYLOAD_TOO_LARGE');
    expect(message).toContain('at most 1000000 tokens');
  });

  it('measures fragments that double at each level in no time', () => {
    const levels = Array.from(
      { length: 60 },
      (_, i) => `fragment F${i} on Q { ...F${i + 1} ...F${i + 1} }`,
    );
    const document = `{ ...F0 } ${levels.join(' ')} fragment F60 on Q { x: a }`;
    const [code, message] = faultOf(document, { ...LIMITS, maxTokens: 10_000 })!;
    expect(code).toBe('BAD_USER_INPUT');
    expect(message).toContain(`got ${2 ** 60}`);
  });

  it('leaves a cycle of fragments to validation', () => {
    expect(faultOf('{ ...F } fragment F on Q { a ...G } fragment G on Q { ...F }')).toBeNull();
  });

  it('says that a syntax error is one', () => {
    expect(faultOf('{ a')).toEqual([
      'GRAPHQL_PARSE_FAILED',
      'Syntax Error: Expected Name, found <EOF>.',
    ]);
  });

  it.each([
    ['{ a', LIMITS, 400],
    ['{ a { a { a { a } } } }', { ...LIMITS, maxDepth: 3 }, 400],
    ['{ a a a }', { ...LIMITS, maxTokens: 4 }, 413],
  ])(
    'gives the status of a faulty document, of which plain JSON makes a 200',
    (document, limits, status) => {
      expect(() => createLimitedParser(limits)(document)).toThrow(
        expect.objectContaining({
          extensions: expect.objectContaining({ http: { status, spec: true } }),
        }),
      );
    },
  );

  it('takes the fullest introspection within the default limits', () => {
    const document = getIntrospectionQuery({
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    });
    expect(faultOf(document, readConfig({}).limits)).toBeNull();
  });
});
