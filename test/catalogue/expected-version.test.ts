import { describe, expect, it } from 'vitest';
import { saveMutation, useCatalogue } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { create, read, save, ask, askData, refusal } = catalogue;
const SAVE = saveMutation('metadataVersion');

const versionOf = async (identity: string): Promise<string> =>
  (await read(identity, 'metadataVersion')).metadataVersion;

/** Mutations that take the version a writer expects, on a session that is there. */
const WRITES: [name: string, argument: string, mutation: string][] = [
  [
    'createOrUpdateSession',
    'input.expectedVersion',
    `mutation ($i: String!, $v: Nanoseconds) {
       createOrUpdateSession(input: { identity: $i, expectedVersion: $v, updates: [{ setType: "t" }] }) {
         session { metadataVersion } } }`,
  ],
  [
    'endSession',
    'expectedVersion',
    'mutation ($i: String!, $v: Nanoseconds) { endSession(identity: $i, expectedVersion: $v) { session { metadataVersion } } }',
  ],
  [
    'addLaps',
    'expectedVersion',
    `mutation ($i: String!, $v: Nanoseconds) {
       addLaps(session: $i, expectedVersion: $v, laps: [{ number: 1, startTime: "1" }]) { session { metadataVersion } } }`,
  ],
  [
    'putConstants',
    'expectedVersion',
    `mutation ($i: String!, $v: Nanoseconds) {
       putConstants(session: $i, expectedVersion: $v, constants: [{ name: "c", value: 1 }]) { session { metadataVersion } } }`,
  ],
];

describe.each(WRITES)('expectedVersion of %s', (_name, argument, mutation) => {
  it('lets a write pass that has seen the last change', async () => {
    const i = await create({ state: 'OPEN' });
    const v = await versionOf(i);
    const data = await askData(mutation, { i, v });
    const [payload] = Object.values(data) as { session: { metadataVersion: string } }[];
    expect(BigInt(payload?.session.metadataVersion ?? 0)).toBeGreaterThan(BigInt(v));
  });

  it('refuses one that has not, changes nothing, and says which version there is', async () => {
    const i = await create({ state: 'OPEN' });
    const old = await versionOf(i);
    await save({ identity: i, updates: [{ setGroup: 'by another' }] });
    const before = await read(i, 'metadataVersion updatedAt type state laps { number }');
    const { errors } = await ask(mutation, { i, v: old });
    expect(errors).toMatchObject([
      {
        message: `Expected version ${old} of the session, but it is at ${before.metadataVersion}. Read it again.`,
        extensions: { code: 'CONFLICT', argument, version: before.metadataVersion },
      },
    ]);
    expect(await read(i, 'metadataVersion updatedAt type state laps { number }')).toEqual(before);
  });

  it('asks for nothing when it is absent', async () => {
    const i = await create({ state: 'OPEN' });
    const before = await versionOf(i);
    await askData(mutation, { i });
    expect(BigInt(await versionOf(i))).toBeGreaterThan(BigInt(before));
  });
});

describe('metadataVersion', () => {
  it('stays when only data comes', async () => {
    const i = await create({ state: 'OPEN' }, { setConfigBindings: [{ identifier: 'v' }] });
    await catalogue.publish('v', {
      name: 'A',
      channels: [{ channelId: 1, dataSource: 'TIMESTAMPED' }],
    });
    const before = await versionOf(i);
    await askData(
      `mutation ($i: String!) { writeData(input: { session: $i, messages: [
         { timestamped: { channelId: 1, timestamps: ["1"], buffer: "AAAAAAAA8D8=" } }] }) { accepted } }`,
      { i },
    );
    expect(await versionOf(i)).toBe(before);
  });
});

describe('expectedVersion 0', () => {
  it('creates a session only if it is not there', async () => {
    const input = { identity: 'new', expectedVersion: '0', createIfNotExists: {} };
    await askData(SAVE, { input });
    expect(await refusal(SAVE, { input })).toMatchObject({
      code: 'CONFLICT',
      argument: 'input.expectedVersion',
    });
  });

  it('lets one of many creators be the first', async () => {
    const input = { identity: 'raced', expectedVersion: '0', createIfNotExists: {} };
    const answers = await Promise.all(Array.from({ length: 16 }, () => ask(SAVE, { input })));
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'created');
    expect(codes.sort()).toEqual([...Array(15).fill('CONFLICT'), 'created']);
  });

  it('refuses a version other than 0 for a session that is not there', async () => {
    const input = { identity: 'never', expectedVersion: '3', createIfNotExists: {} };
    const { errors } = await ask(SAVE, { input });
    expect(errors).toMatchObject([{ extensions: { code: 'CONFLICT', version: '0' } }]);
  });
});

describe('32 writers that each read, add one and write', () => {
  it('lose no update', async () => {
    const i = await create({}, { setDetailsJson: { json: { counter: 0 } } });
    let written = 0;
    const addOne = async () => {
      for (;;) {
        const { metadataVersion, details } = await read(i, 'metadataVersion details');
        const { errors } = await ask(SAVE, {
          input: {
            identity: i,
            expectedVersion: metadataVersion,
            updates: [{ updateDetailsJson: { json: { counter: details.counter + 1 } } }],
          },
        });
        if (!errors) break;
        expect(errors).toMatchObject([{ extensions: { code: 'CONFLICT' } }]);
      }
      written++;
    };
    await Promise.all(Array.from({ length: 32 }, addOne));
    expect(written).toBe(32);
    expect((await read(i, 'details')).details).toEqual({ counter: 32 });
  });
});
