import { beforeAll, describe, expect, it } from 'vitest';
import { foldPropertyCounts } from '../../src/metamodel/property-counts.ts';
import { type Json, useCatalogue } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { create, save, askData, refusal } = catalogue;

interface Property {
  readonly id: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare answers with literals.
  readonly [field: string]: any;
}

const ALL = `id label description type sessionCount values valueCounts { value sessionCount }
  valuesTruncated minimum maximum canFilter canSort`;

async function metamodel(variables: Json = {}, fields = ALL) {
  const data = await askData(
    `query ($folder: String, $properties: [String!]) {
       metamodel(folder: $folder, properties: $properties) {
         sessionCount truncated properties { ${fields} } } }`,
    variables,
  );
  return data.metamodel as {
    sessionCount: number;
    truncated: boolean;
    properties: Property[];
  };
}

/** One property, or undefined. */
async function property(id: string, folder: string | null = null): Promise<Property | undefined> {
  const { properties } = await metamodel({ folder, properties: [id] });
  return properties.find((one) => one.id === id);
}

async function find(query: string, variables: Json = {}): Promise<string[]> {
  const data = await askData(
    `query ($query: String!, $folder: String, $first: Int) {
       metamodelProperties(query: $query, folder: $folder, first: $first) { id } }`,
    { query, ...variables },
  );
  return data.metamodelProperties.map(({ id }: Property) => id);
}

const sessions: Json[][] = [
  [
    {
      timestamp: '2024-05-01T10:00:00.5+02:00',
      identifier: 'Alpha',
      state: 'OPEN',
    },
    { setType: 'rig' },
    { setQuality: 0.25 },
    { setGroup: 'GP-1' },
    { setVersion: '1.10.0' },
    { setLabels: ['wet', 'long'] },
    { setTimeRange: { startTime: '1700000000000000000', endTime: '1700000060000000000' } },
    {
      setDetailsJson: {
        json: {
          Driver: 'Ann',
          Count: 3,
          Mixed: 'text',
          Flag: true,
          When: { dateTime: '2024-05-06T14:00:00+02:00' },
          Big: { long: '9007199254740993' },
          Blob: { bytes: 'YQ==' },
        },
      },
    },
    { setDetailsJson: { category: 'CarSetup', json: { RideHeightFront: 12.5 } } },
    { setFolders: ['day'] },
  ],
  [
    { timestamp: '2024-04-01T10:00:00Z', identifier: 'beta', state: 'CLOSED' },
    { setType: 'car' },
    { setQuality: 1 },
    { setVersion: '1.9.0' },
    { setLabels: ['wet'] },
    { setTimeRange: { startTime: '1600000000000000000', endTime: '1800000000000000000' } },
    {
      setDetailsJson: { json: { Driver: 'Bob', Count: 2.5, Mixed: 7, Flag: false } },
    },
    { setDetailsJson: { category: 'CarSetup', json: { RideHeightFront: 11, Wing: 'low' } } },
    { setFolders: ['day', 'week'] },
  ],
  [
    { timestamp: '2024-06-01T10:00:00Z', identifier: 'Gamma', state: 'CLOSED' },
    { setType: 'car' },
    { setVersion: 'latest' },
    { setDetailsJson: { json: { Driver: 'Ann' } } },
    { setFolders: ['week'] },
  ],
];

beforeAll(async () => {
  await askData(`mutation {
    season: putFolder(input: { identity: "season", label: "S" }) { created }
    week: putFolder(input: { identity: "week", parentIdentity: "season", label: "W" }) { created }
    day: putFolder(input: { identity: "day", parentIdentity: "week", label: "D" }) { created }
    other: putFolder(input: { identity: "other", label: "O" }) { created }
  }`);
  for (const [session = {}, ...updates] of sessions) await create(session, ...updates);
});

describe('metamodel', () => {
  it("describes the sessions' own properties, then details by how many sessions have them", async () => {
    const { sessionCount, truncated, properties } = await metamodel();
    expect(sessionCount).toBe(3);
    expect(truncated).toBe(false);
    expect(properties.map(({ id, sessionCount: count }) => [id, count])).toEqual([
      ['state', 3],
      ['timestamp', 3],
      ['startTimestamp', 2],
      ['endTimestamp', 2],
      ['identifier', 3],
      ['type', 3],
      ['quality', 2],
      ['group', 1],
      ['version', 3],
      ['labels', 2],
      ['details.Driver', 3],
      ['details.Count', 2],
      ['details.Flag', 2],
      ['details.Mixed', 2],
      ['extDetails.CarSetup.RideHeightFront', 2],
      ['details.Big', 1],
      ['details.Blob', 1],
      ['details.When', 1],
      ['extDetails.CarSetup.Wing', 1],
    ]);
  });

  it('has the values of a detail in order, and how many sessions have each', async () => {
    expect(await property('details.Driver')).toEqual({
      id: 'details.Driver',
      label: 'Driver',
      description: null,
      type: 'STRING',
      sessionCount: 3,
      values: ['Ann', 'Bob'],
      valueCounts: [
        { value: 'Ann', sessionCount: 2 },
        { value: 'Bob', sessionCount: 1 },
      ],
      valuesTruncated: false,
      minimum: 'Ann',
      maximum: 'Bob',
      canFilter: true,
      canSort: true,
    });
  });

  it.each([
    ['details.Count', { type: 'DOUBLE', values: [2.5, 3], minimum: 2.5, maximum: 3 }],
    ['details.Flag', { type: 'BOOLEAN', values: [false, true], minimum: false, maximum: true }],
    ['details.Mixed', { type: 'STRING', values: [7, 'text'], minimum: 7, maximum: 'text' }],
    [
      'details.When',
      {
        type: 'DATE_TIME',
        values: ['2024-05-06T12:00:00Z'],
        minimum: '2024-05-06T12:00:00Z',
        maximum: '2024-05-06T12:00:00Z',
      },
    ],
    ['details.Big', { type: 'LONG', values: ['9007199254740993'] }],
    [
      'details.Blob',
      {
        type: 'BYTES',
        values: null,
        valueCounts: null,
        valuesTruncated: true,
        minimum: null,
        maximum: null,
        canFilter: false,
        canSort: false,
      },
    ],
    [
      'extDetails.CarSetup.RideHeightFront',
      { type: 'DOUBLE', label: 'RideHeightFront', values: [11, 12.5] },
    ],
    ['state', { type: 'STRING', values: ['OPEN', 'CLOSED'], minimum: 'OPEN', maximum: 'CLOSED' }],
    [
      'timestamp',
      {
        type: 'DATE_TIME',
        values: null,
        valuesTruncated: true,
        minimum: '2024-04-01T10:00:00Z',
        maximum: '2024-06-01T10:00:00Z',
      },
    ],
    [
      'startTimestamp',
      // In the offset of the session's official time.
      { minimum: '2020-09-13T12:26:40Z', maximum: '2023-11-15T00:13:20+02:00' },
    ],
    ['endTimestamp', { minimum: '2023-11-15T00:14:20+02:00', maximum: '2027-01-15T08:00:00Z' }],
    ['identifier', { values: null, minimum: 'Alpha', maximum: 'beta' }],
    ['quality', { type: 'DOUBLE', values: [0.25, 1], minimum: 0.25, maximum: 1 }],
    ['type', { values: ['car', 'rig'] }],
    ['group', { values: ['GP-1'] }],
    ['version', { values: ['latest', '1.9.0', '1.10.0'], minimum: 'latest', maximum: '1.10.0' }],
    [
      'labels',
      {
        canFilter: true,
        canSort: false,
        valueCounts: [
          { value: 'long', sessionCount: 1 },
          { value: 'wet', sessionCount: 2 },
        ],
      },
    ],
  ])('describes %s', async (id, expected) => {
    expect(await property(id)).toMatchObject(expected);
  });

  it('describes only the properties asked for, and leaves unknown ones out', async () => {
    const ids = ['details.Flag', 'quality', 'details.Unknown', 'nothing', 'Details.Flag'];
    const { properties, truncated } = await metamodel({ properties: ids });
    expect(properties.map(({ id }) => id)).toEqual(['quality', 'details.Flag']);
    expect(truncated).toBe(false);
    expect((await metamodel({ properties: [] })).properties).toEqual([]);
  });

  it('takes a category for all properties of it', async () => {
    const { properties } = await metamodel({ properties: ['extDetails.CarSetup'] });
    expect(properties.map(({ id }) => id)).toEqual([
      'extDetails.CarSetup.RideHeightFront',
      'extDetails.CarSetup.Wing',
    ]);
  });

  it('refuses more than 500 properties', async () => {
    const properties = Array.from({ length: 501 }, (_, i) => `details.${i}`);
    const query = 'query ($p: [String!]) { metamodel(properties: $p) { properties { id } } }';
    expect(await refusal(query, { p: properties })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'properties',
    });
  });

  it.each([
    ['day', 2, { Ann: 1, Bob: 1 }],
    ['week', 3, { Ann: 2, Bob: 1 }],
    ['season', 3, { Ann: 2, Bob: 1 }],
    ['', 3, { Ann: 2, Bob: 1 }],
    ['other', 0, undefined],
    ['unknown', 0, undefined],
  ])(
    'counts each session of folder "%s" and of all below it once',
    async (folder, count, drivers) => {
      const { sessionCount, properties } = await metamodel({ folder });
      expect(sessionCount).toBe(count);
      const driver = properties.find(({ id }) => id === 'details.Driver');
      expect(
        driver &&
          Object.fromEntries(
            driver.valueCounts.map((one: { value: string; sessionCount: number }) => [
              one.value,
              one.sessionCount,
            ]),
          ),
      ).toEqual(drivers);
    },
  );

  it('has the ends of timestamps of a folder', async () => {
    expect(await property('timestamp', 'day')).toMatchObject({
      sessionCount: 2,
      minimum: '2024-04-01T10:00:00Z',
      maximum: '2024-05-01T10:00:00.5+02:00',
    });
    expect(await property('version', 'day')).toMatchObject({ minimum: '1.9.0' });
    expect(await property('startTimestamp', 'other')).toMatchObject({
      sessionCount: 0,
      minimum: null,
      maximum: null,
    });
  });

  it('is the same when what was written has been added up', async () => {
    const before = await metamodel();
    await foldPropertyCounts(catalogue.app.runtime.db);
    expect(await metamodel()).toEqual(before);
  });

  it('sends as many statements for many properties as for few', async () => {
    const count = async (properties: string[]) => {
      await metamodel({ properties });
      catalogue.app.takeStatements();
      await metamodel({ properties });
      return catalogue.app.takeStatements().length;
    };
    const few = await count(['details.Driver']);
    expect(await count(['details.Driver', 'details.Flag', 'details.Big', 'details.When'])).toBe(
      few,
    );
  });
});

describe('metamodelProperties', () => {
  it('finds properties by a part of their id, whatever its case, beginnings first', async () => {
    expect(await find('dri')).toEqual(['details.Driver']);
    expect(await find('CARSETUP')).toEqual([
      'extDetails.CarSetup.RideHeightFront',
      'extDetails.CarSetup.Wing',
    ]);
    expect(await find('t')).toEqual([
      'timestamp',
      'type',
      'details.Big',
      'details.Blob',
      'details.Count',
      'details.Driver',
      'details.Flag',
      'details.Mixed',
      'details.When',
      'endTimestamp',
      'extDetails.CarSetup.RideHeightFront',
      'extDetails.CarSetup.Wing',
      'identifier',
      'quality',
      'startTimestamp',
      'state',
    ]);
  });

  it('finds all details, and everything', async () => {
    expect(await find('details.')).toHaveLength(9);
    expect((await find('details.')).slice(0, 7).every((id) => id.startsWith('details.'))).toBe(
      true,
    );
    expect(await find('')).toHaveLength(19);
  });

  it('finds own properties by their label', async () => {
    expect(await find('End')).toEqual(['endTimestamp']);
    expect(await find('Start')).toEqual(['startTimestamp']);
  });

  it('gives no more than asked for, and only of a folder', async () => {
    expect(await find('details', { first: 2 })).toEqual(['details.Big', 'details.Blob']);
    expect(await find('wing', { folder: 'day' })).toEqual(['extDetails.CarSetup.Wing']);
    expect(await find('wing', { folder: 'other' })).toEqual([]);
  });

  it('refuses a query that is too long, and a page that is too large', async () => {
    const query =
      'query ($q: String!, $f: Int) { metamodelProperties(query: $q, first: $f) { id } }';
    expect(await refusal(query, { q: 'x'.repeat(1_001) })).toMatchObject({ argument: 'query' });
    expect(await refusal(query, { q: '', f: -1 })).toMatchObject({ argument: 'first' });
    expect(await refusal(query, { q: '', f: 1_000_000 })).toMatchObject({ argument: 'first' });
  });
});

describe('a property with many values', () => {
  const write = (from: number, to: number, folders: string[] = ['other']) =>
    Promise.all(
      Array.from({ length: to - from }, (_, i) =>
        save({
          identity: `many ${from + i}`,
          createIfNotExists: {},
          updates: [
            { setDetailsJson: { json: { many: from + i, text: `t${from + i}` } } },
            { setLabels: [`label ${String(from + i).padStart(3, '0')}`] },
            { setType: `type ${String(from + i).padStart(3, '0')}` },
            { setVersion: `1.${from + i}.0` },
            { setFolders: folders },
          ],
        }),
      ),
    );
  const remove = (from: number, to: number) =>
    askData('mutation ($i: [String!]!) { deleteSessions(identities: $i) { deleted } }', {
      i: Array.from({ length: to - from }, (_, i) => `many ${from + i}`),
    });

  it('lists a hundred of them', async () => {
    await write(0, 100);
    const many = await property('details.many');
    expect(many?.values).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(many?.valuesTruncated).toBe(false);
  });

  it.each([null, 'other'])('lists none of more, but the ends (folder %s)', async (folder) => {
    await write(100, 101);
    expect(await property('details.many', folder)).toMatchObject({
      sessionCount: 101,
      values: null,
      valueCounts: null,
      valuesTruncated: true,
      minimum: 0,
      maximum: 100,
    });
    expect(await property('details.text', folder)).toMatchObject({ minimum: 't0', maximum: 't99' });
    expect(await property('labels', folder)).toMatchObject({
      values: null,
      minimum: 'label 000',
      maximum: folder ? 'label 100' : 'wet',
    });
    expect(await property('type', folder)).toMatchObject({
      values: null,
      minimum: folder ? 'type 000' : 'car',
      maximum: 'type 100',
    });
    expect(await property('version', folder)).toMatchObject({
      values: null,
      minimum: folder ? '1.0.0' : 'latest',
      maximum: '1.100.0',
    });
  });

  it('lists them again when they have become few, added up or not', async () => {
    await foldPropertyCounts(catalogue.app.runtime.db);
    expect((await property('details.many'))?.values).toBeNull();
    await remove(0, 1);
    const few = Array.from({ length: 100 }, (_, i) => i + 1);
    expect((await property('details.many'))?.values).toEqual(few);
    await foldPropertyCounts(catalogue.app.runtime.db);
    expect((await property('details.many'))?.values).toEqual(few);
  });

  it('has no ends of values that are gone', async () => {
    await write(0, 1);
    await foldPropertyCounts(catalogue.app.runtime.db);
    await write(101, 110);
    await remove(0, 3);
    expect(await property('details.many')).toMatchObject({
      values: null,
      minimum: 3,
      maximum: 109,
    });
  });
});

describe('very many properties', () => {
  it('are described 200 at a time, those that most sessions have', async () => {
    const keys = Array.from({ length: 250 }, (_, i) => `p${String(i).padStart(3, '0')}`);
    await create(
      {},
      {
        setDetailsJson: { category: 'Wide', json: Object.fromEntries(keys.map((key) => [key, 1])) },
      },
    );
    const { truncated, properties } = await metamodel({}, 'id');
    expect(truncated).toBe(true);
    const ids = properties.map(({ id }) => id);
    expect(ids).toHaveLength(210);
    expect(ids).toContain('details.Driver');
    const asked = await metamodel({ properties: ['extDetails.Wide.p249'] }, 'id values');
    expect(asked).toMatchObject({
      truncated: false,
      properties: [{ id: 'extDetails.Wide.p249', values: [1] }],
    });
    expect((await metamodel({ properties: ['extDetails.Wide'] }, 'id')).truncated).toBe(true);
    expect(await find('p24', { first: 20 })).toEqual(
      keys.slice(240).map((key) => `extDetails.Wide.${key}`),
    );
  });
});
