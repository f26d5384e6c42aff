import { beforeAll } from 'vitest';
import { parseExactJson } from '../../src/lib/exact-json.ts';
import type { CatalogueClient, Json } from './catalogue-client.ts';

/** An answer as it came: `JSON.parse` would round its times of 64 bits. */
export interface RtaAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Parameters of a form: as they stand in it, or by name. */
export type Form = string | string[][] | Record<string, string>;

/** RTA's REST API of a server that listens. */
export interface RtaClient {
  /** Base URL of the server. */
  readonly url: string;
  /** Ask for a path below `/rta/v2`. */
  get(path: string, init?: RequestInit): Promise<RtaAnswer>;
  /** Ask for sessions by a form. */
  post(form: Form): Promise<RtaAnswer>;
  /** The same by a query, as JSON or as its text, and other parameters. */
  postQuery(query: unknown, ...others: string[][]): Promise<RtaAnswer>;
  /** What GraphQL answers, as text. */
  askText(query: string, variables?: Json): Promise<string>;
}

/** The REST API beside the GraphQL of a test's app, which begins to listen. */
export function useRta(catalogue: CatalogueClient): RtaClient {
  let url = '';
  beforeAll(async () => {
    ({ url } = await catalogue.app.start());
  });
  const client: RtaClient = {
    get url() {
      return url;
    },
    async get(path, init) {
      const response = await fetch(`${url}/rta/v2${path}`, init);
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    post: (form) =>
      client.get('/sessions', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
      }),
    postQuery: (query, ...others) =>
      client.post([
        ['query', typeof query === 'string' ? query : JSON.stringify(query)],
        ...others,
      ]),
    async askText(query, variables) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      return response.text();
    },
  };
  return client;
}

/** The sessions of an answer, each of its integers exact. */
export function sessionsOf({ text }: Pick<RtaAnswer, 'text'>): Json[] {
  return (parseExactJson(text, 'the answer') as { sessions: Json[] }).sessions;
}

/** Their identities. */
export function identitiesOf(answer: Pick<RtaAnswer, 'text'>): unknown[] {
  return sessionsOf(answer).map(({ identity }) => identity);
}

/** The error of an answer, with its status. */
export function errorOf({ status, text }: RtaAnswer): Json {
  return { status, ...(JSON.parse(text) as { error: Json }).error };
}
