import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { useCatalogue } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { create, askData, refusal } = catalogue;

const LONG = 'x'.repeat(300);

/** Labels with the sessions that have each, in the order of their code points. */
const LABELS: readonly (readonly [string, number])[] = [
  ['%', 1],
  ['Dry', 2],
  ['Wet', 1],
  ['dry', 2],
  [`${'x'.repeat(199)}`, 1],
  [LONG, 1],
  [`${LONG}y`, 2],
  ['Äther', 3],
  ['\uffff', 1],
  ['😀', 1],
];

beforeAll(async () => {
  for (let i = 0; i < 3; i++) {
    const labels = LABELS.filter(([, count]) => count > i).map(([label]) => label);
    await create({}, { setLabels: labels });
  }
});

interface Page {
  readonly nodes: { readonly label: string; readonly sessionCount: number }[];
  readonly pageInfo: Record<'hasNextPage' | 'hasPreviousPage', boolean> &
    Record<'startCursor' | 'endCursor', string | null>;
}

async function labels(variables: object): Promise<Page> {
  const data = await askData(
    `query ($first: Int, $after: String, $last: Int, $before: String, $text: String) {
       labels(first: $first, after: $after, last: $last, before: $before, text: $text) {
         nodes { label sessionCount }
         pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
       }
     }`,
    { ...variables },
  );
  return data.labels;
}

const named = (page: Page) => page.nodes.map(({ label }) => label);

describe('labels', () => {
  it('lists the labels of all sessions in order, with how many sessions have each', async () => {
    const { nodes, pageInfo } = await labels({ first: 100 });
    expect(nodes.map(({ label, sessionCount }) => [label, sessionCount])).toEqual(LABELS);
    expect(pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
  });

  it('is paged in both directions without a label missed or repeated', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.boolean(), async (size, backwards) => {
        const found: string[] = [];
        let cursor: string | null = null;
        for (;;) {
          const page = await labels(
            backwards ? { last: size, before: cursor } : { first: size, after: cursor },
          );
          if (backwards) found.unshift(...named(page));
          else found.push(...named(page));
          const { pageInfo } = page;
          cursor = backwards ? pageInfo.startCursor : pageInfo.endCursor;
          if (!(backwards ? pageInfo.hasPreviousPage : pageInfo.hasNextPage)) break;
        }
        expect(found).toEqual(LABELS.map(([label]) => label));
      }),
      { numRuns: 12 },
    );
  });

  it('ends a page before a cursor', async () => {
    const all = await labels({ first: 4 });
    expect(named(await labels({ last: 2, before: all.pageInfo.endCursor }))).toEqual([
      'Dry',
      'Wet',
    ]);
  });

  it.each([
    ['DRY', ['Dry', 'dry']],
    ['äTH', ['Äther']],
    ['%', ['%']],
    ['_', []],
    ['Y', ['Dry', 'dry', `${LONG}y`]],
  ])('finds those that hold %s, whatever its case', async (text, found) => {
    expect(named(await labels({ text }))).toEqual(found);
  });

  it('pages through what it finds', async () => {
    const first = await labels({ text: 'y', first: 2 });
    expect(first.pageInfo.hasNextPage).toBe(true);
    const rest = await labels({ text: 'y', first: 2, after: first.pageInfo.endCursor });
    expect([...named(first), ...named(rest)]).toEqual(['Dry', 'dry', `${LONG}y`]);
    expect(rest.pageInfo.hasNextPage).toBe(false);
  });

  it('refuses a text that is too long, and a cursor of something else', async () => {
    expect(
      await refusal('query ($t: String) { labels(text: $t) { nodes { label } } }', {
        t: 'x'.repeat(1_001),
      }),
    ).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'text' });
    expect(await refusal('{ labels(after: "WzFd") { nodes { label } } }')).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'after',
    });
  });

  it('forgets a label with the last session that has it', async () => {
    const identity = await create({}, { setLabels: ['for a moment'] });
    expect((await labels({ text: 'moment' })).nodes).toEqual([
      { label: 'for a moment', sessionCount: 1 },
    ]);
    await askData('mutation ($i: [String!]!) { deleteSessions(identities: $i) { deleted } }', {
      i: [identity],
    });
    expect((await labels({ text: 'moment' })).nodes).toEqual([]);
  });
});
