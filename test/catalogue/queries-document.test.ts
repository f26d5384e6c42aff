import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { useCatalogue } from './catalogue-client.ts';

const DOCUMENT = readFileSync(
  fileURLToPath(new URL('../../docs/queries.md', import.meta.url)),
  'utf8',
);

/** Rows of the tables whose first column has this heading: the example, and what it finds. */
function examples(heading: string): [string, string[]][] {
  const tables = DOCUMENT.split('\n\n').filter((part) => part.startsWith(`| ${heading} |`));
  return tables.flatMap((table) =>
    table
      .trim()
      .split('\n')
      .slice(2)
      .map((row): [string, string[]] => {
        const [, example = '', found = ''] = /^\| (?:`(.*)`)? ?\| (.*?) ?\|$/.exec(row) ?? [];
        return [example, [...found.matchAll(/`([^`]+)`/g)].map(([, identity = '']) => identity)];
      }),
  );
}

const catalogue = useCatalogue();

beforeAll(async () => {
  const session = (identity: string, state: string, timestamp: string, ...updates: object[]) =>
    catalogue.save({
      identity,
      createIfNotExists: { identifier: identity, state, timestamp },
      updates,
    });
  await session(
    'monza',
    'CLOSED',
    '2024-05-06T23:30:00Z',
    { setType: 'Race' },
    { setVersion: '1.10.0' },
    { setQuality: 0.9 },
    { setLabels: ['wet'] },
    { setDetailsJson: { json: { Driver: 'Ann Lee', Run: 17, Best: 80.5 } } },
    { setDetailsJson: { category: 'Setup', json: { 'Front wing': 4.5 } } },
    { setTimeRange: { startTime: '1715038200000000000', endTime: '1715038290000000000' } },
  );
  await session(
    'spa',
    'OPEN',
    '2024-05-07T00:30:00+02:00',
    { setType: 'Test' },
    { setVersion: '1.9.0' },
    { setLabels: ['wet', 'night'] },
    {
      setDetailsJson: {
        json: { Driver: 'Bo', Run: 18, Checked: { dateTime: '2024-05-07T01:00:00+02:00' } },
      },
    },
  );
  await session(
    'imola',
    'TRUNCATED',
    '2024-05-01T12:00:00Z',
    { setQuality: 0.4 },
    { setDetailsJson: { json: { Run: '17 b' } } },
  );
});

async function find(given: string, variables = {}): Promise<string[]> {
  const data = await catalogue.askData(
    `query ($query: JSONObject, $search: String) {
       sessions(query: $query, search: $search ${given}) { nodes { identity } }
     }`,
    variables,
  );
  return data.sessions.nodes.map(({ identity }: { identity: string }) => identity);
}

describe('docs/queries.md', () => {
  it('has examples of each kind', () => {
    const headings = ['Query', 'Filter', 'Search', '`orderBy`'];
    expect(headings.map((heading) => examples(heading).length > 5)).toEqual(
      headings.map(() => true),
    );
  });

  it.each(examples('Query'))('shows what the query %s finds', async (query, found) => {
    expect((await find('', { query: JSON.parse(query) })).sort()).toEqual(found);
  });

  it.each(examples('Filter'))('shows what the filter %s finds', async (filter, found) => {
    expect((await find(`, filter: ${filter}`)).sort()).toEqual(found);
  });

  it.each(examples('Search'))('shows what the search %s finds', async (search, found) => {
    expect((await find('', { search })).sort()).toEqual(found);
  });

  it.each(examples('`orderBy`'))('shows the order %s', async (orderBy, order) => {
    expect(await find(orderBy && `, orderBy: ${orderBy}`)).toEqual(order);
  });

  it('shows the error of a query as it is answered', async () => {
    const blocks = [...DOCUMENT.matchAll(/```json\n(.*?)```/gs)];
    const [query, error] = blocks.map(([, json = '']) => JSON.parse(json));
    const { errors = [] } = await catalogue.ask(
      'query ($query: JSONObject) { sessions(query: $query) { nodes { identity } } }',
      { query },
    );
    expect(errors).toMatchObject([error]);
  });
});
