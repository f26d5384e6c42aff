import { beforeAll, describe, expect, it } from 'vitest';
import { toJsonText } from '../../src/lib/json-text.ts';
import { rtaMetamodel } from '../../src/metamodel/rta-metamodel.ts';
import { useCatalogue } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { create, askData, refusal } = catalogue;

const BOTH = { sort: true, filter: true };

beforeAll(async () => {
  await askData('mutation { putFolder(input: { identity: "f", label: "F" }) { created } }');
  await create(
    { timestamp: '2024-05-01T10:00:00+02:00', identifier: 'a' },
    { setType: 'rig' },
    { setQuality: 0.5 },
    { setVersion: '2.0.0' },
    { setLabels: ['wet'] },
    { setTimeRange: { startTime: '0', endTime: '1000000000' } },
    {
      setDetailsJson: {
        json: {
          Driver: 'Ann',
          Laps: 3,
          Exact: { long: '9007199254740993' },
          Temperature: 20.5,
          Wet: true,
          Started: '2024-05-01T10:00:00+02:00',
          Ended: { dateTime: '2024-05-01T12:00:00+02:00' },
          Mixed: 'x',
          Photo: { bytes: 'YQ==' },
        },
      },
    },
    { setDetailsJson: { category: 'CarSetup', json: { RideHeightFront: 12.5, Wing: 'low' } } },
    { setDetailsJson: { category: 'Other', json: { a: 1 } } },
    { setFolders: ['f'] },
  );
  await create(
    { timestamp: '2024-04-01T10:00:00Z', identifier: 'b', state: 'OPEN' },
    {
      setDetailsJson: {
        json: { Driver: 'Bob', Mixed: 1, Temperature: 21, Started: '2024-04-01T08:00:00Z' },
      },
    },
  );
});

async function rta(variables: object = {}) {
  const { metamodel } = await askData(
    'query ($folder: String, $properties: [String!]) { metamodel(folder: $folder) { rta(properties: $properties) } }',
    { ...variables },
  );
  return metamodel.rta;
}

describe("the metamodel in RTA's JSON", () => {
  it('has the capabilities of the state alone, and descriptors of the other own properties', async () => {
    const { details: _details, extDetails: _extDetails, ...own } = await rta();
    expect(own).toEqual({
      state: BOTH,
      timestamp: {
        capabilities: BOTH,
        constraints: { minimum: '2024-04-01T10:00:00Z', maximum: '2024-05-01T10:00:00+02:00' },
      },
      startTimestamp: {
        capabilities: BOTH,
        constraints: { minimum: '1970-01-01T02:00:00+02:00', maximum: '1970-01-01T02:00:00+02:00' },
      },
      endTimestamp: {
        capabilities: BOTH,
        constraints: { minimum: '1970-01-01T02:00:01+02:00', maximum: '1970-01-01T02:00:01+02:00' },
      },
      identifier: { capabilities: BOTH, constraints: { minimum: 'a', maximum: 'b' } },
      type: {
        capabilities: BOTH,
        constraints: { values: ['rig'], minimum: 'rig', maximum: 'rig' },
      },
      quality: { capabilities: BOTH, constraints: { minimum: 0, maximum: 1 } },
      group: { capabilities: BOTH },
      version: {
        capabilities: BOTH,
        constraints: { values: ['2.0.0'], minimum: '2.0.0', maximum: '2.0.0' },
      },
    });
  });

  it('has the details by key, with their inferred types and values without null', async () => {
    const { details } = await rta();
    const detail = (label: string, type: string, constraints: object) => ({
      [label]: { label, type, capabilities: BOTH, constraints },
    });
    expect(details).toEqual({
      ...detail('Driver', 'string', { values: ['Ann', 'Bob'], minimum: 'Ann', maximum: 'Bob' }),
      ...detail('Laps', 'integer', { values: [3], minimum: 3, maximum: 3 }),
      // A double of JavaScript: the text has all digits.
      ...detail('Exact', 'integer', {
        values: [9007199254740992],
        minimum: 9007199254740992,
        maximum: 9007199254740992,
      }),
      // One of them was written as an integer.
      ...detail('Temperature', 'number', { values: [20.5, 21], minimum: 20.5, maximum: 21 }),
      ...detail('Wet', 'boolean', { values: [true] }),
      // Texts, but all of them instants with their offset.
      ...detail('Started', 'dateTime', {
        values: ['2024-04-01T08:00:00Z', '2024-05-01T10:00:00+02:00'],
        minimum: '2024-04-01T08:00:00Z',
        maximum: '2024-05-01T10:00:00+02:00',
      }),
      ...detail('Ended', 'dateTime', {
        values: ['2024-05-01T10:00:00Z'],
        minimum: '2024-05-01T10:00:00Z',
        maximum: '2024-05-01T10:00:00Z',
      }),
      // Of different kinds: the values keep theirs.
      ...detail('Mixed', 'string', { values: [1, 'x'], minimum: 1, maximum: 'x' }),
      Photo: { label: 'Photo', type: 'string', capabilities: { sort: false, filter: false } },
    });
  });

  it('has 64-bit integers with all their digits', async () => {
    const text = toJsonText(await rtaMetamodel(catalogue.app.runtime));
    expect(text).toContain(
      '"constraints":{"values":[9007199254740993],"minimum":9007199254740993,"maximum":9007199254740993}',
    );
  });

  it('has extended details in groups for those who ask, one by one or by category', async () => {
    expect((await rta()).extDetails).toEqual({});
    const wing = {
      label: 'Wing',
      type: 'string',
      capabilities: BOTH,
      constraints: { values: ['low'], minimum: 'low', maximum: 'low' },
    };
    expect(
      (await rta({ properties: ['extDetails.CarSetup.Wing', 'extDetails.No.No'] })).extDetails,
    ).toEqual({ CarSetup: { label: 'CarSetup', properties: { Wing: wing } } });
    const { extDetails } = await rta({ properties: ['extDetails.CarSetup', 'extDetails.Other.a'] });
    expect(Object.keys(extDetails).sort()).toEqual(['CarSetup', 'Other']);
    expect(extDetails.CarSetup.properties).toMatchObject({
      Wing: wing,
      RideHeightFront: { type: 'number', constraints: { values: [12.5] } },
    });
  });

  it('is that of a folder', async () => {
    const { details, timestamp } = await rta({ folder: 'f' });
    expect(details.Driver.constraints.values).toEqual(['Ann']);
    expect(details.Mixed.type).toBe('string');
    expect(timestamp.constraints.minimum).toBe('2024-05-01T10:00:00+02:00');
  });

  it('is empty for a folder that is not there', async () => {
    expect(await rta({ folder: 'unknown' })).toEqual({
      state: BOTH,
      timestamp: { capabilities: BOTH },
      startTimestamp: { capabilities: BOTH },
      endTimestamp: { capabilities: BOTH },
      identifier: { capabilities: BOTH },
      type: { capabilities: BOTH },
      quality: { capabilities: BOTH, constraints: { minimum: 0, maximum: 1 } },
      group: { capabilities: BOTH },
      version: { capabilities: BOTH },
      details: {},
      extDetails: {},
    });
  });

  it('refuses more than 500 properties', async () => {
    const query = 'query ($p: [String!]) { metamodel { rta(properties: $p) } }';
    const p = Array.from({ length: 501 }, (_, i) => `extDetails.a.${i}`);
    expect(await refusal(query, { p })).toMatchObject({ argument: 'properties' });
  });
});
