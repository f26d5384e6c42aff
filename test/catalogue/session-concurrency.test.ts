import { describe, expect, it } from 'vitest';
import { doubles, PUBLISH, saveMutation, useCatalogue, WRITE } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { create, read, save, ask, askData, publish } = catalogue;

const twenty = Array.from({ length: 20 }, (_, i) => i);

async function revisionOf(identity: string): Promise<number> {
  const session = await catalogue.app.runtime.db.read.prisma.session.findUnique({
    where: { identity },
  });
  return Number(session?.revision);
}

describe('requests that come together', () => {
  it('create a session once, and lose no update', async () => {
    const answers = await Promise.all(
      twenty.map((i) =>
        save({
          identity: 'once',
          createIfNotExists: {},
          updates: [{ updateLabels: [`l${i}`] }, { updateDetailsJson: { json: { [`k${i}`]: i } } }],
        }),
      ),
    );
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
    expect(answers.every(({ applied }) => applied)).toBe(true);
    const { labels, details } = await read('once', 'labels details');
    expect(labels).toEqual(twenty.map((i) => `l${i}`).sort());
    expect(details).toEqual(Object.fromEntries(twenty.map((i) => [`k${i}`, i])));
    expect(await revisionOf('once')).toBe(20);
  });

  it('let the greatest sequence win, whatever the order', async () => {
    const identity = await create();
    const answers = await Promise.all(
      twenty.map((i) =>
        save(
          { identity, sequence: String((i * 7) % 20), updates: [{ setType: `${(i * 7) % 20}` }] },
          'type sequence',
        ),
      ),
    );
    expect(await read(identity, 'type sequence')).toEqual({ type: '19', sequence: '19' });
    for (const { applied, session } of answers) {
      expect(session.type).toBe(session.sequence);
      if (!applied) expect(Number(session.sequence)).toBeGreaterThan(0);
    }
  });

  it('extend a time range without losing an end', async () => {
    const identity = await create();
    await Promise.all(
      twenty.map((i) => {
        const range = { startTime: String(100 - i), endTime: String(100 + i) };
        return save({ identity, updates: [{ extendTimeRange: range }] });
      }),
    );
    expect((await read(identity, 'timeRange { startTime endTime }')).timeRange).toEqual({
      startTime: '81',
      endTime: '119',
    });
  });

  it('publish a configuration set once', async () => {
    const input = {
      identifier: 'same',
      applications: [{ name: 'A', channels: twenty.map((channelId) => ({ channelId })) }],
    };
    const answers = await Promise.all(twenty.map(() => askData(PUBLISH, { input })));
    const results = answers.map(({ createConfigurationSet: result }) => result);
    expect(results.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(results.map(({ configurationSet }) => configurationSet.hash)).size).toBe(1);
    const { configurationSet } = await askData(
      '{ configurationSet(identifier: "same") { channels(first: 100) { nodes { channelId } } } }',
    );
    expect(configurationSet.channels.nodes).toHaveLength(20);
  });

  it('publish one of two different contents, and refuse the other', async () => {
    const answers = await Promise.all(
      ['A', 'B', 'A', 'B'].map((name) =>
        ask(PUBLISH, { input: { identifier: 'contested', applications: [{ name }] } }),
      ),
    );
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'done');
    expect(codes.sort()).toEqual(['CONFLICT', 'CONFLICT', 'done', 'done']);
  });

  it('write data of one session and of several without losing a sample', async () => {
    await publish('parallel', {
      name: 'A',
      channels: [
        { channelId: 1, dataSource: 'PERIODIC', interval: '10' },
        { channelId: 2, dataSource: 'TIMESTAMPED' },
      ],
    });
    const updates = [{ setConfigBindings: [{ identifier: 'parallel' }] }];
    const sessions = [
      await create({ state: 'OPEN' }, ...updates),
      await create({ state: 'OPEN' }, ...updates),
    ];
    await Promise.all(
      sessions.flatMap((session) =>
        twenty.map((i) =>
          askData(WRITE, {
            input: {
              session,
              messages: [
                {
                  periodic: {
                    channelId: 1,
                    startTimestamp: String(i * 40),
                    interval: '10',
                    samples: 4,
                    buffer: doubles(i, i, i, i),
                  },
                },
                {
                  timestamped: {
                    channelId: 2,
                    timestamps: [String(i * 40)],
                    buffer: doubles(i),
                  },
                },
                { event: { eventDefinitionId: i, timestamp: String(i) } },
              ],
            },
          }),
        ),
      ),
    );
    for (const session of sessions) {
      const fields = `timeRange { startTime endTime } channels { channelId sampleCount }
        events(first: 100) { nodes { eventDefinitionId } } sampleBlocks { nodes { channelId values } }`;
      const stored = await read(session, fields);
      expect(stored.timeRange).toEqual({ startTime: '0', endTime: '790' });
      expect(stored.channels).toEqual([
        { channelId: 1, sampleCount: 80 },
        { channelId: 2, sampleCount: 20 },
      ]);
      expect(stored.events.nodes).toHaveLength(20);
      type Block = { channelId: number; values: number[] };
      const values = (channelId: number) =>
        (stored.sampleBlocks.nodes as Block[])
          .filter((block) => block.channelId === channelId)
          .flatMap((block) => block.values);
      expect(values(1)).toEqual(twenty.flatMap((i) => [i, i, i, i]));
      expect(values(2)).toEqual(twenty);
    }
  });

  it('delete, update and write a session without an error that is not the truth', async () => {
    for (const round of [1, 2, 3]) {
      const identity = await create({ state: 'OPEN' });
      const answers = await Promise.all([
        ...twenty.map((i) =>
          ask(saveMutation(), { input: { identity, updates: [{ updateLabels: [`l${i}`] }] } }),
        ),
        ask('mutation ($i: [String!]!) { deleteSessions(identities: $i) { deleted } }', {
          i: [identity, `other ${round}`],
        }),
        ...twenty.map((i) =>
          ask(WRITE, {
            input: {
              session: identity,
              messages: [{ event: { eventDefinitionId: i, timestamp: '1' } }],
            },
          }),
        ),
      ]);
      const codes = answers.flatMap(({ errors = [] }) => errors.map((e) => e.extensions.code));
      expect(new Set([...codes, 'NOT_FOUND'])).toEqual(new Set(['NOT_FOUND']));
      expect(await read(identity, 'identity')).toBeNull();
    }
  });

  it('delete overlapping lists of sessions, each session once', async () => {
    const identities = await Promise.all(twenty.map(() => create()));
    const answers = await Promise.all(
      [identities, [...identities].reverse(), identities.slice(5)].map((some) =>
        askData('mutation ($i: [String!]!) { deleteSessions(identities: $i) { deleted } }', {
          i: some,
        }),
      ),
    );
    const deleted = answers.flatMap(({ deleteSessions }) => deleteSessions.deleted);
    expect(deleted.sort()).toEqual([...identities].sort());
  });
});
