import { beforeAll, describe, expect, it } from 'vitest';
import { useCatalogue } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { save, askData, read } = catalogue;

const FIELDS = `clientSessionGroupId sessionCount firstTimestamp lastTimestamp
  timeRange { startTime endTime } sessions { totalCount nodes { identity } }`;

beforeAll(async () => {
  const session = (identity: string, group: string, timestamp: string, ...updates: object[]) =>
    save({
      identity,
      createIfNotExists: { timestamp },
      updates: [{ setClientSessionGroupId: group }, ...updates],
    });
  const range = (startTime: string, endTime: string) => ({ setTimeRange: { startTime, endTime } });
  await session('a1', 'alpha', '2024-01-02T00:00:00+01:00', range('50', '70'));
  await session('a2', 'alpha', '2024-01-01T12:00:00Z', range('10', '20'), {
    setRefAnchors: ['anchor'],
  });
  await session('a3', 'alpha', '2024-01-03T00:00:00-08:00', { setChildOfRefs: ['anchor'] });
  await session('b1', 'beta', '2024-02-01T00:00:00Z');
  await session('g1', 'gamma', '2024-03-01T00:00:00Z', range('5', '5'));
  await save({ identity: 'alone', createIfNotExists: {} });
});

const ALPHA = {
  clientSessionGroupId: 'alpha',
  sessionCount: 3,
  firstTimestamp: '2024-01-01T12:00:00Z',
  lastTimestamp: '2024-01-03T00:00:00-08:00',
  timeRange: { startTime: '10', endTime: '70' },
  // The newest first, and children among them.
  sessions: {
    totalCount: 3,
    nodes: [{ identity: 'a3' }, { identity: 'a1' }, { identity: 'a2' }],
  },
};

describe('clientSessionGroup', () => {
  const find = async (id: string) =>
    (
      await askData(
        `query ($id: String!) { clientSessionGroup(clientSessionGroupId: $id) { ${FIELDS} } }`,
        { id },
      )
    ).clientSessionGroup;

  it('gives the sessions of one interaction with its bounds', async () => {
    expect(await find('alpha')).toEqual(ALPHA);
  });

  it('has no time range without data', async () => {
    expect(await find('beta')).toMatchObject({ sessionCount: 1, timeRange: null });
  });

  it('is null when no session is in it, and for another case', async () => {
    expect(await find('nobody')).toBeNull();
    expect(await find('Alpha')).toBeNull();
  });

  it('is there as long as a session is in it', async () => {
    await save({
      identity: 'x',
      createIfNotExists: {},
      updates: [{ setClientSessionGroupId: 'x' }],
    });
    expect(await find('x')).toMatchObject({ sessionCount: 1 });
    await save({ identity: 'x', updates: [{ clearClientSessionGroupId: true }] });
    expect(await find('x')).toBeNull();
  });

  it('pages its sessions', async () => {
    const page = async (after: string | null) =>
      (
        await askData(
          `query ($after: String) { clientSessionGroup(clientSessionGroupId: "alpha") {
             sessions(first: 2, after: $after) { nodes { identity } pageInfo { hasNextPage endCursor } } } }`,
          { after },
        )
      ).clientSessionGroup.sessions;
    const first = await page(null);
    expect(first).toMatchObject({
      nodes: [{ identity: 'a3' }, { identity: 'a1' }],
      pageInfo: { hasNextPage: true },
    });
    expect((await page(first.pageInfo.endCursor)).nodes).toEqual([{ identity: 'a2' }]);
  });
});

describe('clientSessionGroups', () => {
  const list = async (args: string) =>
    (
      await askData(`{ clientSessionGroups(${args}) {
        nodes { ${FIELDS} } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`)
    ).clientSessionGroups;
  const ids = (page: { nodes: { clientSessionGroupId: string }[] }) =>
    page.nodes.map(({ clientSessionGroupId }) => clientSessionGroupId);

  it('lists all groups by id', async () => {
    const all = await list('first: 10');
    expect(ids(all)).toEqual(['alpha', 'beta', 'gamma']);
    expect(all.nodes[0]).toEqual(ALPHA);
  });

  it('is paged in both directions', async () => {
    const first = await list('first: 2');
    expect(ids(first)).toEqual(['alpha', 'beta']);
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(ids(await list(`first: 2, after: "${first.pageInfo.endCursor}"`))).toEqual(['gamma']);
    const last = await list('last: 2');
    expect(ids(last)).toEqual(['beta', 'gamma']);
    expect(ids(await list(`last: 2, before: "${last.pageInfo.startCursor}"`))).toEqual(['alpha']);
  });

  it('sends as many statements for three groups as for one', async () => {
    await list('first: 1');
    catalogue.app.takeStatements();
    await list('first: 1');
    const one = catalogue.app.takeStatements().length;
    const fields =
      'clientSessionGroupId sessionCount firstTimestamp timeRange { startTime } lastTimestamp';
    await askData(`{ clientSessionGroups(first: 3) { nodes { ${fields} } } }`);
    const three = catalogue.app.takeStatements().length;
    expect(three).toBeLessThan(one);
  });
});

describe('Session.clientSessionGroup', () => {
  it('leads to the other sessions of the interaction', async () => {
    expect(await read('a2', `clientSessionGroup { ${FIELDS} }`)).toEqual({
      clientSessionGroup: ALPHA,
    });
  });

  it('is null for a session that belongs to none', async () => {
    expect(await read('alone', 'clientSessionGroup { sessionCount }')).toEqual({
      clientSessionGroup: null,
    });
  });
});
