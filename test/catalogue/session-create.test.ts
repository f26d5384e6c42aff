import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { saveMutation, useCatalogue } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { save, create, read, refusal } = catalogue;
const SAVE = saveMutation();

describe('createOrUpdateSession, creating', () => {
  it('fills in what is not given', async () => {
    const before = Date.now();
    const { created, applied, session } = await save(
      { identity: 'defaults', createIfNotExists: {} },
      `identity identifier state stateCode isLive timestamp timeRange { startTime } startTimestamp
       endTimestamp duration type quality group version labels clientSessionGroupId details extDetails
       items { key } configBindings { identifier } sequence heartbeat createdAt updatedAt
       applications { name } laps { number } fastestLap { number } constants { name }
       channels { channelId } parameters { nodes { identifier } totalCount }
       markers { nodes { markerId } } events { nodes { timestamp } } sampleBlocks { nodes { channelId } }`,
    );
    const { timestamp, heartbeat, createdAt, updatedAt, ...rest } = session;
    expect({ created, applied }).toEqual({ created: true, applied: true });
    expect(rest).toEqual({
      identity: 'defaults',
      identifier: 'defaults',
      state: 'CLOSED',
      stateCode: 4,
      isLive: false,
      timeRange: null,
      startTimestamp: null,
      endTimestamp: null,
      duration: null,
      type: null,
      quality: null,
      group: null,
      version: null,
      labels: [],
      clientSessionGroupId: null,
      details: {},
      extDetails: {},
      items: [],
      configBindings: [],
      sequence: null,
      applications: [],
      laps: [],
      fastestLap: null,
      constants: [],
      channels: [],
      parameters: { nodes: [], totalCount: 0 },
      markers: { nodes: [] },
      events: { nodes: [] },
      sampleBlocks: { nodes: [] },
    });
    for (const instant of [timestamp, heartbeat, createdAt, updatedAt]) {
      expect(instant).toMatch(/Z$/);
      expect(Date.parse(instant)).toBeGreaterThanOrEqual(before);
      expect(Date.parse(instant)).toBeLessThanOrEqual(Date.now());
    }
  });

  it('makes up a UUID where no identity is given', async () => {
    const { session } = await save({ createIfNotExists: {} });
    expect(session.identity).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f-]{17}$/);
  });

  it('takes the state, name and time that are given, for a new session alone', async () => {
    const createIfNotExists = {
      state: 'OPEN',
      identifier: 'Run 7',
      timestamp: '2021-05-06T18:58:56.20289+01:00',
    };
    const fields = 'state identifier timestamp';
    expect(await save({ identity: 'run-7', createIfNotExists }, fields)).toEqual({
      created: true,
      applied: true,
      session: createIfNotExists,
    });
    const other = { state: 'FAILED', identifier: 'Run 8', timestamp: '2000-01-01T00:00:00Z' };
    expect(await save({ identity: 'run-7', createIfNotExists: other }, fields)).toEqual({
      created: false,
      applied: true,
      session: createIfNotExists,
    });
  });

  it.each([
    ['UNKNOWN', 0, false],
    ['WAITING', 1, true],
    ['OPEN', 2, true],
    ['CLOSED', 4, false],
    ['TRUNCATED', 12, false],
    ['FAILED', 28, false],
    ['ABANDONED', 44, false],
  ])('knows the state %s as RTA number %i', async (state, stateCode, isLive) => {
    const identity = await create({ state });
    expect(await read(identity, 'state stateCode isLive')).toEqual({ state, stateCode, isLive });
  });

  it('refuses an update of a session that is not there, and creates none', async () => {
    expect(await refusal(SAVE, { input: { identity: 'nobody', updates: [] } })).toEqual({
      code: 'NOT_FOUND',
      message: 'Session "nobody" was not found.',
      argument: undefined,
    });
    expect(await read('nobody', 'identity')).toBeNull();
  });

  it.each([
    ['', 0],
    ['x'.repeat(513), 513],
  ])('refuses an identity of a length out of range', async (identity, length) => {
    expect(await refusal(SAVE, { input: { identity, createIfNotExists: {} } })).toEqual({
      code: 'BAD_USER_INPUT',
      message: `Expected 1 to 512 characters, got ${length}.`,
      argument: 'input.identity',
    });
  });

  it.each(['x'.repeat(512), ' ', ':', 'a:b', '__proto__', 'ü/%_\\"\'', '😀', '../etc', 'null'])(
    'takes %j as an identity, and finds it by key and by id',
    async (identity) => {
      const { session } = await save({ identity, createIfNotExists: {} }, 'id identity');
      expect(session.identity).toBe(identity);
      const query = 'query ($id: ID!) { node(id: $id) { id ... on Session { identity } } }';
      expect(await catalogue.askData(query, { id: session.id })).toEqual({ node: session });
    },
  );

  it('keeps identities apart that differ in case, space or composition alone', async () => {
    for (const identity of ['Case', 'case', 'case ', 'caf\u00e9', 'cafe\u0301']) {
      expect((await save({ identity, createIfNotExists: {} })).created).toBe(true);
    }
  });

  it.each([
    ['U+0000', 'a\u0000b'],
    ['U+D83D', 'half \ud83d'],
    ['U+DE00', '\ude00'],
  ])('refuses texts with %s, which no database could give back', async (code, identity) => {
    expect(await refusal(SAVE, { input: { identity, createIfNotExists: {} } })).toEqual({
      code: 'BAD_USER_INPUT',
      message: `Expected texts of Unicode characters other than U+0000, got ${code} in "$input".`,
      argument: undefined,
    });
  });

  it('refuses a name that is too long', async () => {
    const input = { identity: 'long', createIfNotExists: { identifier: 'x'.repeat(1_001) } };
    expect(await refusal(SAVE, { input })).toEqual({
      code: 'BAD_USER_INPUT',
      message: 'Expected 1 to 1000 characters, got 1001.',
      argument: 'input.createIfNotExists.identifier',
    });
  });
});

describe('DateTime', () => {
  it.each([
    '2021-05-06T18:58:56.20289+01:00',
    '2021-05-06T18:58:56Z',
    '2021-05-06T18:58:56.000Z',
    '2021-05-06T18:58:56.100000000-23:59',
    '1969-12-31T23:59:59.999999999+14:00',
    '2024-02-29T00:00:00.123456789+05:45',
  ])('gives %s back as it was given', async (timestamp) => {
    const identity = await create({ timestamp });
    expect((await read(identity, 'timestamp')).timestamp).toBe(timestamp);
    await save({ identity, updates: [{ setTimestamp: timestamp }] });
    expect((await read(identity, 'timestamp')).timestamp).toBe(timestamp);
  });

  it.each([
    '2026-01-01T00:00:00',
    '2026-01-01',
    '2026-02-30T00:00:00Z',
    '2026-01-01T24:01:00Z',
    '2026-01-01T00:00:00.1234567890Z',
    'yesterday',
    '',
  ])('refuses %j', async (timestamp) => {
    const input = { identity: randomUUID(), createIfNotExists: { timestamp } };
    const { code, message } = await refusal(SAVE, { input });
    expect(code).toBe('BAD_USER_INPUT');
    expect(message).toContain(`got invalid value ${JSON.stringify(timestamp)} at "input.create`);
  });

  it('shows the time range in the offset of the official time, to the nanosecond', async () => {
    const identity = await create(
      { timestamp: '2021-05-06T18:58:56+01:30' },
      { setTimeRange: { startTime: '1620323936202890998', endTime: '1620323937000000000' } },
    );
    expect(await read(identity, 'startTimestamp endTimestamp duration')).toEqual({
      startTimestamp: '2021-05-06T19:28:56.202890998+01:30',
      endTimestamp: '2021-05-06T19:28:57+01:30',
      duration: '797109002',
    });
  });
});
