import { beforeAll, describe, expect, it } from 'vitest';
import { doubles, type Json, useCatalogue, WRITE } from './catalogue-client.ts';

const { create, read, save, askData, refusal, publish } = useCatalogue();

const application = (name: string, unit: string, own: string) => ({
  name,
  channels: [
    { channelId: 0, name: `${name} 0` },
    { channelId: 1, name: `${name} 1` },
  ],
  parameters: [
    { identifier: 'shared', name: `Shared of ${name}`, unit, channels: [0] },
    { identifier: own, name: own, unit, channels: [1, 0] },
  ],
});

beforeAll(async () => {
  await publish('one', application('One', 'km/h', 'a'));
  await publish('two', application('Two', 'rpm', 'b'));
});

const bind = (...bindings: [identifier: string, channelOffset: number][]) => ({
  setConfigBindings: bindings.map(([identifier, channelOffset]) => ({ identifier, channelOffset })),
});

const FIELDS = `configBindings { identifier channelOffset configurationSet { identifier } }
  applications { name }
  channels { channelId channel { channelId name } sampleCount }
  parameters { totalCount nodes { identifier channelIds configurationSet { identifier } parameter { name unit } } }`;

const parametersOf = (session: { parameters: { nodes: Json[] } }) =>
  session.parameters.nodes.map(({ identifier, channelIds, configurationSet }) => [
    identifier,
    (configurationSet as { identifier: string }).identifier,
    channelIds,
  ]);

describe('configuration sets bound to a session', () => {
  it('stand side by side by their offsets, the one bound first defining what both define', async () => {
    const identity = await create({}, bind(['two', 10], ['one', 100]));
    const session = await read(identity, FIELDS);
    expect(session.applications).toEqual([{ name: 'Two' }, { name: 'One' }]);
    expect(session.channels).toEqual(
      [10, 11, 100, 101].map((channelId) => ({
        channelId,
        channel: {
          channelId: channelId % 10,
          name: `${channelId < 100 ? 'Two' : 'One'} ${channelId % 10}`,
        },
        sampleCount: 0,
      })),
    );
    expect(parametersOf(session)).toEqual([
      ['a', 'one', [101, 100]],
      ['b', 'two', [11, 10]],
      ['shared', 'two', [10]],
    ]);
    expect(session.parameters.totalCount).toBe(3);
  });

  it('give the channel of the set bound first where their numbers meet', async () => {
    const identity = await create({}, bind(['one', 5], ['two', 6]));
    const { channels } = await read(identity, 'channels { channelId channel { name } }');
    expect(channels).toEqual([
      { channelId: 5, channel: { name: 'One 0' } },
      { channelId: 6, channel: { name: 'One 1' } },
      { channelId: 7, channel: { name: 'Two 1' } },
    ]);
  });

  it('count what their pages hold, also with a filter', async () => {
    const identity = await create({}, bind(['one', 0], ['two', 10]));
    const of = async (filter: string) =>
      (await read(identity, `parameters(filter: ${filter}) { totalCount nodes { identifier } }`))
        .parameters;
    expect(await of('{ unit: "rpm" }')).toEqual({ totalCount: 1, nodes: [{ identifier: 'b' }] });
    expect(await of('{ application: "Two" }')).toEqual({
      totalCount: 1,
      nodes: [{ identifier: 'b' }],
    });
    expect(await of('{ text: "shared" }')).toEqual({
      totalCount: 1,
      nodes: [{ identifier: 'shared' }],
    });
  });

  it('find a parameter by its identifier, in the set bound first', async () => {
    const identity = await create({}, bind(['one', 0], ['two', 10]));
    const fields = 'identifier channelIds parameter { name }';
    expect(
      await read(
        identity,
        `shared: parameter(identifier: "shared") { ${fields} }
        b: parameter(identifier: "b") { ${fields} } none: parameter(identifier: "none") { ${fields} }`,
      ),
    ).toEqual({
      shared: { identifier: 'shared', channelIds: [0], parameter: { name: 'Shared of One' } },
      b: { identifier: 'b', channelIds: [11, 10], parameter: { name: 'b' } },
      none: null,
    });
  });

  it('may be published later, and then appear', async () => {
    const identity = await create({ state: 'OPEN' }, bind(['not yet', 20], ['one', 0]));
    const before = await read(identity, FIELDS);
    expect(before.configBindings).toEqual([
      { identifier: 'not yet', channelOffset: 20, configurationSet: null },
      { identifier: 'one', channelOffset: 0, configurationSet: { identifier: 'one' } },
    ]);
    expect(parametersOf(before).map(([identifier]) => identifier)).toEqual(['a', 'shared']);
    const row = { channelIds: [20], timestamp: '1', buffer: doubles(4) };
    const input = { session: identity, messages: [{ row }] };
    expect(await refusal(WRITE, { input })).toEqual({
      code: 'BAD_USER_INPUT',
      message: expect.stringMatching(
        /^No configuration set that the session uses defines channel 20\. It uses /,
      ),
      argument: 'input.messages[0].row.channelIds[0]',
    });

    await publish('not yet', application('Late', 'rpm', 'late'));

    const after = await read(identity, FIELDS);
    expect(after.configBindings[0].configurationSet).toEqual({ identifier: 'not yet' });
    expect(parametersOf(after)).toEqual([
      ['a', 'one', [1, 0]],
      ['late', 'not yet', [21, 20]],
      ['shared', 'not yet', [20]],
    ]);
    await askData(WRITE, { input });
    expect((await read(identity, 'channels { channelId sampleCount }')).channels).toContainEqual({
      channelId: 20,
      sampleCount: 1,
    });
  });

  it('leave data readable as blocks when they are no longer bound', async () => {
    const identity = await create({ state: 'OPEN' }, bind(['one', 0]));
    const row = { channelIds: [1], timestamp: '1', buffer: doubles(4) };
    await askData(WRITE, { input: { session: identity, messages: [{ row }] } });
    await save({ identity, updates: [{ setConfigBindings: [] }] });
    expect(
      await read(
        identity,
        'channels { channelId channel { name } sampleCount } parameters { totalCount } sampleBlocks { nodes { values } }',
      ),
    ).toEqual({
      channels: [{ channelId: 1, channel: null, sampleCount: 1 }],
      parameters: { totalCount: 0 },
      sampleBlocks: { nodes: [{ values: [4] }] },
    });
  });

  it('are those of each session, when several are asked for in one request', async () => {
    const bindings: [string, number][][] = [
      [['one', 0]],
      [['two', 50]],
      [
        ['two', 0],
        ['one', 7],
      ],
      [],
      [['one', 0]],
    ];
    const identities: string[] = [];
    for (const some of bindings) identities.push(await create({ state: 'OPEN' }, bind(...some)));
    const apart = await Promise.all(identities.map((identity) => read(identity, FIELDS)));
    const query = `query (${identities.map((_, i) => `$i${i}: String!`).join(', ')}) {
      ${identities.map((_, i) => `s${i}: session(identity: $i${i}) { ${FIELDS} }`).join('\n')} }`;
    const variables = Object.fromEntries(identities.map((identity, i) => [`i${i}`, identity]));
    const together = await askData(query, variables);
    expect(identities.map((_, i) => together[`s${i}`])).toEqual(apart);
    expect(parametersOf(apart[1])).toEqual([
      ['b', 'two', [51, 50]],
      ['shared', 'two', [50]],
    ]);
  });
});
