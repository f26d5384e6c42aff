import { describe, expect, it } from 'vitest';
import { doubles, PUBLISH, saveMutation, useCatalogue, WRITE } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { create, read, save, ask, askData, refusal, publish } = catalogue;

const END = `mutation ($identity: String!, $state: SessionState) {
  endSession(identity: $identity, state: $state) { created applied session { state isLive } }
}`;
const DELETE = `mutation ($identities: [String!]!) {
  deleteSessions(identities: $identities) { deleted notFound }
}`;

describe('endSession', () => {
  it.each(['CLOSED', 'TRUNCATED', 'FAILED', 'ABANDONED'])('ends as %s', async (state) => {
    const identity = await create({ state: 'OPEN' });
    expect(await askData(END, { identity, state })).toEqual({
      endSession: { created: false, applied: true, session: { state, isLive: false } },
    });
  });

  it.each([undefined, null])('closes when the state is %s', async (state) => {
    const identity = await create({ state: 'WAITING' });
    const { endSession } = await askData(END, { identity, state });
    expect(endSession.session.state).toBe('CLOSED');
  });

  it.each(['UNKNOWN', 'WAITING', 'OPEN'])('refuses %s, which is no end', async (state) => {
    const identity = await create({ state: 'OPEN' });
    expect(await refusal(END, { identity, state })).toEqual({
      code: 'BAD_USER_INPUT',
      message: `Expected one of CLOSED, TRUNCATED, FAILED, ABANDONED, got ${state}.`,
      argument: 'state',
    });
    expect((await read(identity, 'state')).state).toBe('OPEN');
  });

  it('refuses a session that has ended already, and says how', async () => {
    const identity = await create({ state: 'TRUNCATED' });
    const { errors } = await ask(END, { identity });
    expect(errors).toMatchObject([
      {
        message: `Session "${identity}" is TRUNCATED already.`,
        path: ['endSession'],
        extensions: { code: 'CONFLICT', argument: 'identity', state: 'TRUNCATED' },
      },
    ]);
  });

  it('refuses a session that is not there', async () => {
    expect(await refusal(END, { identity: 'nobody' })).toEqual({
      code: 'NOT_FOUND',
      message: 'Session "nobody" was not found.',
      argument: undefined,
    });
  });

  it('leaves metadata free to change, and data not', async () => {
    await publish('ended', { name: 'A', channels: [{ channelId: 1 }] });
    const identity = await create(
      { state: 'OPEN' },
      { setConfigBindings: [{ identifier: 'ended' }] },
    );
    await askData(END, { identity });
    await save({ identity, updates: [{ setType: 'late' }] });
    expect((await read(identity, 'type')).type).toBe('late');
    const row = { channelIds: [1], timestamp: '1', buffer: doubles(1) };
    const input = { session: identity, messages: [{ row }] };
    expect(await refusal(WRITE, { input })).toEqual({
      code: 'CONFLICT',
      message: `Session "${identity}" is CLOSED and takes no more data.`,
      argument: 'input.session',
    });
    await save({ identity, updates: [{ setState: 'OPEN' }] });
    expect((await askData(WRITE, { input })).writeData.sampleCount).toBe(1);
  });
});

describe('deleteSessions', () => {
  it('deletes those that are there, names those that are not, each once', async () => {
    const first = await create();
    const second = await create();
    const identities = [second, 'nobody', first, second, 'nobody'];
    expect(await askData(DELETE, { identities })).toEqual({
      deleteSessions: { deleted: [second, first], notFound: ['nobody'] },
    });
    expect(await askData(DELETE, { identities: [first] })).toEqual({
      deleteSessions: { deleted: [], notFound: [first] },
    });
    expect(await askData(DELETE, { identities: [] })).toEqual({
      deleteSessions: { deleted: [], notFound: [] },
    });
  });

  it('refuses more than a thousand at once', async () => {
    const identities = Array.from({ length: 1_001 }, (_, i) => `s${i}`);
    expect(await refusal(DELETE, { identities })).toEqual({
      code: 'PAYLOAD_TOO_LARGE',
      message: 'Expected at most 1000 sessions, got 1001. Delete them in several requests.',
      argument: 'identities',
    });
  });

  it('leaves nothing of a session in any table, and all of the others', async () => {
    const input = {
      identifier: 'of-both',
      applications: [{ name: 'A', channels: [{ channelId: 1 }], parameters: [] }],
    };
    await askData(PUBLISH, { input });
    const fill = async (identity: string) => {
      await save({
        identity,
        sequence: '1',
        createIfNotExists: { state: 'OPEN' },
        updates: [
          { setDetails: { details: [{ key: 'a', value: 'b' }] } },
          { setLabels: ['label'] },
          { setConfigBindings: [{ identifier: 'of-both' }] },
          { setMarkers: [{ category: 'c', markers: [{ markerId: 'm' }] }] },
        ],
      });
      await askData(
        `mutation ($session: String!) {
           addLaps(session: $session, laps: [{ number: 1, startTime: "1" }]) { applied }
           putConstants(session: $session, constants: [{ name: "c", value: 1 }]) { applied }
         }`,
        { session: identity },
      );
      await askData(WRITE, {
        input: {
          session: identity,
          messages: [
            { row: { channelIds: [1], timestamp: '5', buffer: doubles(1) } },
            { event: { eventDefinitionId: 1, timestamp: '6' } },
          ],
        },
      });
    };
    await fill('stays');
    const kept = await countRows();
    await fill('goes');
    const both = await countRows();
    const tables = Object.keys(kept).filter((table) => (both[table] ?? 0) > (kept[table] ?? 0));
    expect(tables.sort()).toEqual([
      'ConfigBinding',
      'Constant',
      'Event',
      'Lap',
      'Marker',
      'SampleBlock',
      'Session',
      'SessionChange',
      'SessionChannel',
      'SessionDetail',
      'SessionFolder',
      'SessionLabel',
      'SessionSearch',
    ]);

    await askData(DELETE, { identities: ['goes'] });

    expect(await countRows()).toEqual(kept);
    expect(await read('goes', 'identity')).toBeNull();
    const fields = 'labels details sequence laps { number } sampleBlocks { nodes { sampleCount } }';
    expect(await read('stays', fields)).toEqual({
      labels: ['label'],
      details: { a: 'b' },
      sequence: '1',
      laps: [{ number: 1 }],
      sampleBlocks: { nodes: [{ sampleCount: 1 }] },
    });
  });

  it('lets an identity be used again, as another session', async () => {
    const identity = await create({}, { setType: 'old' }, { setLabels: ['old'] });
    await save({ identity, sequence: '10' });
    await askData(DELETE, { identities: [identity] });
    const input = { identity, sequence: '1', createIfNotExists: {} };
    const { createOrUpdateSession } = await askData(saveMutation('type labels sequence'), {
      input,
    });
    expect(createOrUpdateSession).toEqual({
      created: true,
      applied: true,
      session: { type: null, labels: [], sequence: '1' },
    });
  });
});

/** Rows of every table that has a session's key. */
async function countRows(): Promise<Record<string, number>> {
  const { sql } = catalogue.app.runtime.db.read;
  const tables = await sql.all<{ name: string }>(
    catalogue.app.runtime.db.dialect === 'sqlite'
      ? `SELECT m."name" AS "name" FROM sqlite_master m, pragma_table_info(m."name") c
          WHERE m."type" = 'table' AND (c."name" = 'sessionId' OR m."name" = 'Session') GROUP BY 1`
      : `SELECT table_name AS "name" FROM information_schema.columns
          WHERE table_schema = 'public'
            AND (column_name = 'sessionId' OR table_name = 'Session') GROUP BY 1`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] = await sql.all<{ n: number | bigint }>(`SELECT COUNT(*) AS n FROM "${name}"`);
    counts[name] = Number(row?.n);
  }
  return counts;
}
