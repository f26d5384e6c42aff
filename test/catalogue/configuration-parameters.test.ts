import { beforeAll, describe, expect, it } from 'vitest';
import { type Json, useCatalogue } from './catalogue-client.ts';

const { askData, refusal, publish } = useCatalogue();

const PARAMETERS = 3_000;
const CHANNELS = 1_500;
const name = (i: number) => `p${String(i).padStart(4, '0')}`;

/** Names that are patterns to SQL, to regular expressions and to nothing here. */
const ODD = [
  '100%',
  '100x',
  'a_b',
  'axb',
  'back\\slash',
  'back/slash',
  'Quote\'s"',
  'ÉCLAIR',
  'eclair',
];

beforeAll(async () => {
  await publish(
    'big',
    {
      name: 'Car',
      channels: Array.from({ length: CHANNELS }, (_, i) => ({ channelId: CHANNELS - 1 - i })),
      conversions: [{ rational: { name: 'kmh', unit: 'km/h' } }],
      parameters: Array.from({ length: PARAMETERS }, (_, i) => ({
        identifier: `${name(i)}:Car`,
        name: `Parameter ${i}`,
        ...(i % 3 === 0 ? { conversion: 'kmh' } : {}),
        ...(i % 3 === 1 ? { unit: 'bar' } : {}),
        ...(i % 6 === 0 ? { unit: 'mph' } : {}),
      })),
      groups: [
        {
          identifier: 'tens',
          parameters: Array.from({ length: 300 }, (_, i) => `${name(i * 10)}:Car`),
        },
      ],
    },
    {
      name: 'Odd',
      parameters: ODD.map((text, i) => ({
        identifier: `odd ${i}`,
        name: i % 2 === 0 ? text : 'nameless',
        description: i % 2 === 0 ? null : text,
      })),
    },
  );
});

async function find(filter: Json, first = 1_000): Promise<{ total: number; found: string[] }> {
  const query = `query ($filter: ParameterFilter, $first: Int) { configurationSet(identifier: "big") {
    parameters(filter: $filter, first: $first) { totalCount nodes { identifier } } } }`;
  const { configurationSet } = await askData(query, { filter, first });
  const { totalCount, nodes } = configurationSet.parameters;
  return { total: totalCount, found: nodes.map((node: { identifier: string }) => node.identifier) };
}

interface ParameterPage {
  readonly nodes: readonly { readonly identifier: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const odd = (...texts: string[]) => texts.map((text) => `odd ${ODD.indexOf(text)}`);

describe('channels of a set of 1,500', () => {
  it.each(['first', 'last'])('come by number, a thousand a page, with %s', async (argument) => {
    const query = `query ($size: Int, $cursor: String) { configurationSet(identifier: "big") {
      channels(${argument}: $size, ${argument === 'first' ? 'after' : 'before'}: $cursor) {
        nodes { channelId } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;
    const pageOf = async (cursor: string | null) =>
      (await askData(query, { size: 1_000, cursor })).configurationSet.channels;
    const one = await pageOf(null);
    const two = await pageOf(
      argument === 'first' ? one.pageInfo.endCursor : one.pageInfo.startCursor,
    );
    const nodes =
      argument === 'first' ? [...one.nodes, ...two.nodes] : [...two.nodes, ...one.nodes];
    expect(nodes).toEqual(Array.from({ length: CHANNELS }, (_, channelId) => ({ channelId })));
    expect(
      [one, two].map(({ pageInfo: { hasNextPage, hasPreviousPage } }) => [
        hasNextPage,
        hasPreviousPage,
      ]),
    ).toEqual(
      argument === 'first'
        ? [
            [true, false],
            [false, true],
          ]
        : [
            [false, true],
            [true, false],
          ],
    );
  });
});

describe('parameters of a set of 3,000', () => {
  it('come by identifier, each once', async () => {
    const query = `query ($after: String) { configurationSet(identifier: "big") {
      parameters(first: 1000, after: $after, filter: { application: "Car" }) {
        nodes { identifier } pageInfo { hasNextPage endCursor } } } }`;
    const found: string[] = [];
    let after: string | null = null;
    do {
      const { parameters }: { parameters: ParameterPage } = (await askData(query, { after }))
        .configurationSet;
      found.push(...parameters.nodes.map((node: { identifier: string }) => node.identifier));
      after = parameters.pageInfo.hasNextPage ? parameters.pageInfo.endCursor : null;
    } while (after !== null);
    expect(found).toEqual(Array.from({ length: PARAMETERS }, (_, i) => `${name(i)}:Car`));
  });

  it.each<[string, Json, number]>([
    ['nothing', {}, PARAMETERS + ODD.length],
    ['an application', { application: 'Odd' }, ODD.length],
    ['an application that is not there', { application: 'odd' }, 0],
    ['a group', { group: 'tens' }, 300],
    ['a group that is not there', { group: 'Tens' }, 0],
    ['the unit of a conversion', { unit: 'km/h' }, 500],
    ['its own unit before that of its conversion', { unit: 'mph' }, 500],
    ['its own unit', { unit: 'bar' }, 1_000],
    ['no unit', { unit: '' }, 1_000 + ODD.length],
    ['several things at once', { unit: 'bar', group: 'tens', text: '000' }, 1],
    ['identifiers', { identifiers: ['p0001:Car', 'p0002:Car', 'none', 'p0001:Car'] }, 2],
    ['no identifiers', { identifiers: [] }, 0],
    ['the empty text', { text: '' }, PARAMETERS + ODD.length],
  ])('are found by %s', async (_name, filter, total) => {
    const { total: counted, found } = await find(filter);
    expect(counted).toBe(total);
    expect(found).toHaveLength(Math.min(total, 1_000));
  });

  it.each<[string, string[]]>([
    ['100%', odd('100%')],
    ['a_b', odd('a_b')],
    ['%', odd('100%')],
    ['\\', odd('back\\slash')],
    ['\\%', []],
    ['BACK', odd('back\\slash', 'back/slash')],
    ['quote\'s"', odd('Quote\'s"')],
    ['eclair', odd('eclair')],
    ['ÉCLAIR', odd('ÉCLAIR')],
    ['Éclair', odd('ÉCLAIR')],
    ['p0042:CAR', ['p0042:Car']],
    ['parameter 2999', ['p2999:Car']],
    ['p0042:Carp', []],
  ])('are found by the text %j, taken literally', async (text, expected) => {
    expect((await find({ text })).found).toEqual(expected);
  });

  it.each<[Json, string, string]>([
    [{ text: 'x'.repeat(1_001) }, 'filter.text', 'Expected at most 1000 characters, got 1001.'],
    [
      { identifiers: Array(10_001).fill('x') },
      'filter.identifiers',
      'Expected at most 10000 identifiers, got 10001.',
    ],
  ])('refuse a filter that no statement can hold', async (filter, argument, message) => {
    const query = `query ($filter: ParameterFilter) { configurationSet(identifier: "big") {
      parameters(filter: $filter) { nodes { name } } } }`;
    expect(await refusal(query, { filter })).toEqual({ code: 'BAD_USER_INPUT', message, argument });
  });

  it('are found among ten thousand identifiers', async () => {
    const identifiers = Array.from({ length: 10_000 }, (_, i) => `p${i}:Car`);
    expect((await find({ identifiers })).total).toBe(2_000);
  });

  it('are not given as a plain list, which would have no end', async () => {
    const query = `{ configurationSet(identifier: "big") { applications { name parameters { name } } } }`;
    expect(await refusal(query)).toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      message:
        'Application "Car" has more than 1000 parameters. Page through parameters(filter: { application: "Car" }) of its configuration set.',
    });
  });
});
