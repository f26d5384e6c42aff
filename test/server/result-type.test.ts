import { describe, expect, it } from 'vitest';
import { acceptedResultType } from '../../src/server/result-type.ts';

const JSON_TYPE = 'application/json';
const GRAPHQL_TYPE = 'application/graphql-response+json';

describe('acceptedResultType', () => {
  it.each([
    [undefined, JSON_TYPE],
    ['', JSON_TYPE],
    ['*/*', JSON_TYPE],
    ['application/*', JSON_TYPE],
    ['*/json', JSON_TYPE],
    ['application/json', JSON_TYPE],
    ['APPLICATION/JSON', JSON_TYPE],
    [' application/json ; charset=UTF-8', JSON_TYPE],
    ['application/graphql-response+json', GRAPHQL_TYPE],
    ['application/graphql-response+json, application/json', GRAPHQL_TYPE],
    ['application/json, application/graphql-response+json', JSON_TYPE],
    ['text/html, application/graphql-response+json, */*', GRAPHQL_TYPE],
    ['text/event-stream, multipart/mixed, application/json', JSON_TYPE],
    ['application/json; charset=latin1, application/graphql-response+json', GRAPHQL_TYPE],
    ['application/graphql-response+json; q=0.1, application/json', GRAPHQL_TYPE],
  ])('of "%s" is %s', (accept, type) => {
    expect(acceptedResultType(accept)).toBe(type);
  });

  it.each([
    'text/event-stream',
    'text/html, text/*',
    'application/jsonx',
    'application/json; charset=latin1',
    '*',
    ',',
  ])('of "%s" is none', (accept) => {
    expect(acceptedResultType(accept)).toBeNull();
  });
});
