import { beforeAll, describe, expect, it } from 'vitest';
import { useCatalogue } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { save, askData, publish } = catalogue;

const SESSIONS = 50;

beforeAll(async () => {
  for (const identifier of ['one', 'two', 'three']) {
    await publish(identifier, {
      name: identifier,
      channels: Array.from({ length: 8 }, (_, channelId) => ({ channelId })),
      conversions: [{ rational: { name: 'c', unit: 'u' } }],
      parameters: Array.from({ length: 6 }, (_, i) => ({
        identifier: `p${i}:${identifier}`,
        name: `p${i}`,
        conversion: 'c',
        channels: [i],
      })),
      groups: [{ identifier: 'g', parameters: [`p0:${identifier}`] }],
      eventDefinitions: [{ eventDefinitionId: 1, description: 'e' }],
    });
  }
  for (let i = 0; i < SESSIONS; i++) {
    const identity = `s${i}`;
    await save({
      identity,
      createIfNotExists: {},
      updates: [
        { setTimeRange: { startTime: '0', endTime: '100' } },
        { setDetails: { details: [{ key: 'a', value: identity }] } },
        { setLabels: [identity, 'all'] },
        {
          setConfigBindings: [
            { identifier: ['one', 'two', 'three'][i % 3] },
            { identifier: 'missing', channelOffset: 100 },
            ...(i % 2 === 0
              ? [{ identifier: ['two', 'three', 'one'][i % 3], channelOffset: 20 }]
              : []),
          ],
        },
      ],
    });
    await askData(
      `mutation ($session: String!) {
         addLaps(session: $session, laps: [{ number: 1, startTime: "1" }, { number: 2, startTime: "50" }]) { applied }
         putConstants(session: $session, constants: [{ name: "c", value: ${i} }]) { applied }
       }`,
      { session: identity },
    );
  }
});

/** How many statements a query of this many sessions sends, and what it answers. */
async function count(first: number, fields: string) {
  catalogue.app.takeStatements();
  const { sessions } = await askData(
    `query ($first: Int) { sessions(first: $first) { nodes { identity ${fields} } } }`,
    { first },
  );
  expect(sessions.nodes).toHaveLength(first);
  return { statements: catalogue.app.takeStatements().length, nodes: sessions.nodes };
}

describe('a query of many sessions', () => {
  it.each([
    ['details, labels and items', 'details extDetails labels items { key }'],
    ['bindings with their sets', 'configBindings { configurationSet { identifier description } }'],
    [
      'pages of channels of sets',
      'configBindings { configurationSet { channels(first: 5) { nodes { name } } } }',
    ],
    [
      'laps and the fastest',
      'laps { number duration } fastestLap { number } lap(number: 2) { endTime }',
    ],
    ['channels', 'channels { channelId channel { name } sampleCount }'],
    ['constants', 'constants { formatted } constant(name: "c") { value }'],
    [
      'parameters',
      'parameters(first: 3) { nodes { identifier channelIds sampleCount parameter { unit } } }',
    ],
    ['applications with groups', 'applications { name groups { identifier } }'],
  ])('sends as many statements for 5 as for 50, with %s', async (_name, fields) => {
    const few = await count(5, fields);
    const many = await count(SESSIONS, fields);
    expect(few.statements).toBeGreaterThan(1);
    expect(many.statements).toBe(few.statements);
    expect(many.nodes.slice(0, 5)).toEqual(few.nodes);
  });

  it('sends as many statements for 5 as for 50, with all of it together', async () => {
    const fields = `details labels laps { number } channels { channelId channel { name } }
      configBindings { identifier configurationSet { channels(first: 5) { nodes { channelId } } } }
      parameters(first: 3) { nodes { identifier channelIds } }`;
    const few = await count(5, fields);
    const many = await count(SESSIONS, fields);
    expect(many.statements).toBe(few.statements);
    expect(many.statements).toBeLessThan(20);
  });

  it('gives each session its own', async () => {
    const { nodes } = await count(
      SESSIONS,
      'details labels constants { value } parameters(first: 1) { nodes { identifier } }',
    );
    for (const { identity, details, labels, constants, parameters } of nodes) {
      const i = Number(identity.slice(1));
      expect(details).toEqual({ a: identity });
      expect(labels).toEqual(['all', identity].sort());
      expect(constants).toEqual([{ value: i }]);
      const sets = [
        ['one', 'two', 'three'][i % 3],
        ...(i % 2 === 0 ? [['two', 'three', 'one'][i % 3]] : []),
      ];
      expect(parameters.nodes).toEqual([{ identifier: `p0:${sets.sort()[0]}` }]);
    }
  });

  it('counts the parameters of sessions that use the same sets once', async () => {
    const page = await count(SESSIONS, 'parameters(first: 1) { nodes { identifier } }');
    const counted = await count(
      SESSIONS,
      'parameters(first: 1) { totalCount nodes { identifier } }',
    );
    // Six combinations of sets among fifty sessions.
    expect(counted.statements - page.statements).toBe(6);
  });

  it('does not count sessions that nobody counts', async () => {
    catalogue.app.takeStatements();
    await askData('{ sessions(first: 5) { nodes { identity } } }');
    expect(catalogue.app.takeStatements()).toHaveLength(1);
    expect(await askData('{ sessions(first: 5) { totalCount } }')).toEqual({
      sessions: { totalCount: SESSIONS },
    });
  });
});
