import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { anyFilter, anyOrder, anyQuery } from '../support/any-query.ts';
import { anySession, TEXTS, toSessionInput, type WrittenSession } from '../support/any-session.ts';
import { evaluateFilter } from '../support/evaluate-filter.ts';
import { type OrderJson, sortSessions } from '../support/evaluate-order.ts';
import { evaluateQuery, type RtaQuery } from '../support/evaluate-query.ts';
import type { PlainSession } from '../support/plain-session.ts';
import { useCatalogue } from './catalogue-client.ts';

const catalogue = useCatalogue();
const sessions: PlainSession[] = [];

/**
 * The same sessions in each run, so that the seed of a query that fails is all there is to know; with
 * texts that only their ends tell apart.
 */
const SESSIONS: readonly WrittenSession[] = [
  ...fc.sample(anySession, { seed: 1, numRuns: 54 }),
  ...TEXTS.filter((text) => text.length > 100).map((text, i) => ({
    identifier: 'long',
    state: 'closed',
    timestamp: `2024-05-06T12:00:0${(i * 7) % 10}Z`,
    labels: [],
    configurationSets: [],
    details: [{ category: '', key: 'k', value: { kind: 'string', text } } as const],
  })),
];

beforeAll(async () => {
  for (const [i, written] of SESSIONS.entries()) {
    const identity = `session ${i}`;
    const { session } = await catalogue.save(
      toSessionInput(identity, written),
      'createdAt updatedAt',
    );
    sessions.push({ ...written, identity, ...session });
  }
});

/** Questions of one request. */
const BATCH = 50;

/** What the server finds for each of many questions: identities, in order. */
async function findAll(argument: string, type: string, questions: readonly unknown[]) {
  const names = questions.map((_, i) => `q${i}`);
  const data = await catalogue.askData(
    `query (${names.map((name) => `$${name}: ${type}`).join(', ')}) {
      ${names
        .map(
          (name) =>
            `${name}: sessions(${argument}: $${name}, first: 1000, includeSubSessions: true) {
               totalCount nodes { identity }
             }`,
        )
        .join('\n')}
    }`,
    Object.fromEntries(questions.map((question, i) => [`q${i}`, question])),
  );
  return names.map((name) => ({
    totalCount: data[name].totalCount,
    identities: data[name].nodes.map((node: { identity: string }) => node.identity).sort(),
  }));
}

function expected(finds: (session: PlainSession) => boolean) {
  const identities = sessions.filter(finds).map(({ identity }) => identity);
  return { totalCount: identities.length, identities: identities.sort() };
}

describe('sessions, asked for by anything', () => {
  it('finds by a query of the dialect what the rules of the dialect find', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyQuery, { minLength: 1, maxLength: BATCH, size: 'max' }),
        async (queries) => {
          const found = await findAll('query', 'JSONObject', queries);
          const wanted = queries.map((query) => expected((one) => evaluateQuery(query, one)));
          expect(found).toEqual(wanted);
        },
      ),
      { numRuns: 120 },
    );
  });

  it('finds by a typed filter what the descriptions of its fields find', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyFilter, { minLength: 1, maxLength: BATCH, size: 'max' }),
        async (filters) => {
          const found = await findAll('filter', 'SessionFilter', filters);
          const wanted = filters.map((filter) => expected((one) => evaluateFilter(filter, one)));
          expect(found).toEqual(wanted);
        },
      ),
      { numRuns: 120 },
    );
  });

  it('pages through them in any order, forwards and backwards', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyOrder,
        fc.option(anyQuery),
        fc.integer({ min: 1, max: 25 }),
        async (orderBy, query, size) => {
          const found = sessions.filter((one) => query === null || evaluateQuery(query, one));
          const wanted = sortSessions(found, orderBy).map(({ identity }) => identity);
          const forwards = await pageThrough({ orderBy, query, first: size });
          expect(forwards.flat()).toEqual(wanted);
          const backwards = await pageThrough({ orderBy, query, last: size });
          expect(backwards.toReversed().flat()).toEqual(wanted);
        },
      ),
      { numRuns: 60 },
    );
  });
});

const PAGE = `query ($query: JSONObject, $orderBy: [SessionOrder!], $first: Int, $after: String, $last: Int, $before: String) {
  sessions(query: $query, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before, includeSubSessions: true) {
    nodes { identity } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

/** The identities of every page, from the first to the last or, with `last`, from the end back. */
async function pageThrough(
  variables: {
    readonly orderBy: readonly OrderJson[];
    readonly query: RtaQuery | null;
  } & ({ readonly first: number } | { readonly last: number }),
): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor = {};
  // More pages than there can be: a cursor that leads nowhere must not lead there for ever.
  while (pages.length <= sessions.length) {
    const data = await catalogue.askData(PAGE, { ...variables, ...cursor });
    const { nodes, pageInfo } = data.sessions;
    pages.push(nodes.map(({ identity }: { identity: string }) => identity));
    if (!('first' in variables ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) break;
    cursor =
      'first' in variables ? { after: pageInfo.endCursor } : { before: pageInfo.startCursor };
  }
  return pages;
}
