import { describe, expect, it } from 'vitest';
import { type Json, useCatalogue, WRITE } from './catalogue-client.ts';

const { create, read, save, askData, refusal, publish } = useCatalogue();

const write = async (session: string, ...events: Json[]) =>
  (await askData(WRITE, { input: { session, messages: events.map((event) => ({ event })) } }))
    .writeData;

const EVENTS = `events(first: 1000) { nodes { eventDefinitionId groupName timestamp values statusText
  formatted priority isDefault definition { description code groupName conversions { name } } } }`;

/** An open session that uses these sets. */
const live = (...identifiers: string[]) =>
  create(
    { state: 'OPEN' },
    { setConfigBindings: identifiers.map((identifier) => ({ identifier })) },
  );

describe('events', () => {
  it('are stored by time, those of one instant as they came, and extend the range', async () => {
    const session = await live();
    const result = await write(
      session,
      { eventDefinitionId: 2, timestamp: '1620323936202890998' },
      { eventDefinitionId: 1, timestamp: '1620323936202890998' },
      { eventDefinitionId: 3, timestamp: '5', values: [1.5, -2], isDefault: true, groupName: 'G' },
    );
    const timeRange = { startTime: '5', endTime: '1620323936202890998' };
    expect(result).toEqual({ accepted: 3, sampleCount: 0, duplicates: 0, replaced: 0, timeRange });
    const stored = await read(session, `timeRange { startTime endTime } ${EVENTS}`);
    expect(stored.timeRange).toEqual(timeRange);
    const plain = {
      groupName: '',
      values: [],
      statusText: '',
      formatted: '',
      priority: null,
      isDefault: false,
      definition: null,
    };
    expect(stored.events.nodes).toEqual([
      {
        ...plain,
        eventDefinitionId: 3,
        timestamp: '5',
        values: [1.5, -2],
        isDefault: true,
        groupName: 'G',
        formatted: '1.5 -2',
      },
      { ...plain, eventDefinitionId: 2, timestamp: '1620323936202890998' },
      { ...plain, eventDefinitionId: 1, timestamp: '1620323936202890998' },
    ]);
  });

  it('are stored once, however often they are sent', async () => {
    const session = await live();
    const events = [
      { eventDefinitionId: 1, timestamp: '1', values: [1] },
      { eventDefinitionId: 1, timestamp: '1', values: [2] },
      { eventDefinitionId: 1, timestamp: '1', values: [1], statusText: 'x' },
      { eventDefinitionId: 1, timestamp: '1', values: [1], groupName: 'G' },
      { eventDefinitionId: 2, timestamp: '1', values: [1] },
      { eventDefinitionId: 1, timestamp: '2', values: [1] },
    ];
    await write(session, ...events, ...events);
    await write(session, ...[...events].reverse());
    const { events: stored } = await read(session, 'events { nodes { values } }');
    expect(stored.nodes).toHaveLength(events.length);
  });

  it('are stored once also in a request of more than a thousand', async () => {
    const session = await live();
    const events = Array.from({ length: 1_200 }, (_, i) => ({
      eventDefinitionId: i % 600,
      timestamp: '1',
    }));
    await write(session, ...events);
    const { events: page } = await read(
      session,
      'events(first: 1000) { nodes { eventDefinitionId } }',
    );
    expect(page.nodes).toHaveLength(600);
  });

  it.each<[string, Json, string, string]>([
    [
      'more than 64 values',
      { values: Array(65).fill(0) },
      'values',
      'Expected at most 64 values, got 65.',
    ],
    [
      'a long name of a group',
      { groupName: 'g'.repeat(513) },
      'groupName',
      'Expected at most 512 characters, got 513.',
    ],
  ])('are refused with %s, and nothing of the write stays', async (_name, more, field, message) => {
    const session = await live();
    const good = { event: { eventDefinitionId: 1, timestamp: '1' } };
    const bad = { event: { eventDefinitionId: 1, timestamp: '2', ...more } };
    expect(await refusal(WRITE, { input: { session, messages: [good, good, bad] } })).toEqual({
      code: 'BAD_USER_INPUT',
      message,
      argument: `input.messages[2].event.${field}`,
    });
    expect(await read(session, 'timeRange { startTime } events { nodes { timestamp } }')).toEqual({
      timeRange: null,
      events: { nodes: [] },
    });
  });

  it('are found by definition, group and window', async () => {
    const session = await live();
    await write(
      session,
      { eventDefinitionId: 1, timestamp: '10', groupName: 'A' },
      { eventDefinitionId: 2, timestamp: '20', groupName: 'A' },
      { eventDefinitionId: 1, timestamp: '30', groupName: 'B' },
      { eventDefinitionId: 3, timestamp: '40' },
    );
    const find = async (args: string) =>
      (await read(session, `events(${args}) { nodes { timestamp } }`)).events.nodes.map(
        ({ timestamp }: { timestamp: string }) => timestamp,
      );
    expect(await find('filter: { eventDefinitionIds: [1] }')).toEqual(['10', '30']);
    expect(await find('filter: { eventDefinitionIds: [1, 3] }')).toEqual(['10', '30', '40']);
    expect(await find('filter: { eventDefinitionIds: [] }')).toEqual([]);
    expect(await find('filter: { groupName: "A" }')).toEqual(['10', '20']);
    expect(await find('filter: { groupName: "" }')).toEqual(['40']);
    expect(await find('filter: { groupName: "A", eventDefinitionIds: [1] }')).toEqual(['10']);
    expect(await find('window: { range: { startTime: "20", endTime: "30" } }')).toEqual([
      '20',
      '30',
    ]);
    expect(await find('window: { last: "10" }')).toEqual(['30', '40']);
    expect(await find('window: { offset: { startTime: "0", endTime: "9" } }')).toEqual(['10']);
  });
});

describe('an event with a definition', () => {
  const definitions = {
    name: 'ECU',
    conversions: [
      {
        rational: {
          name: 'half',
          unit: 'bar',
          format: '%.2f bar',
          coefficients: [0, 0.5, 0, 0, 0, 1],
        },
      },
      {
        text: {
          name: 'state',
          rawValues: [0, 1],
          texts: ['off', 'on'],
          defaultText: '?',
          format: 'is %s',
        },
      },
      { table: { name: 'steps', rawValues: [0, 10], calibratedValues: [5, 6], format: '%d' } },
      { formula: { name: 'double', formula: '$raw * 2', format: '%g' } },
    ],
    eventDefinitions: [
      {
        eventDefinitionId: 1,
        code: 'P01',
        description: 'Pressure',
        priority: 'HIGH',
        conversions: ['half', 'state', 'steps', 'double'],
      },
      { eventDefinitionId: 2, description: 'Bare', groupName: 'Other' },
    ],
  };

  it('is formatted through its conversions, a value without one as %g', async () => {
    await publish('events', definitions);
    const session = await live('events');
    await write(
      session,
      { eventDefinitionId: 1, groupName: 'ECU', timestamp: '1', values: [3, 1, 9.4, 4, 0.25] },
      { eventDefinitionId: 1, groupName: 'ECU', timestamp: '2', values: [3, 7] },
      { eventDefinitionId: 1, groupName: 'ECU', timestamp: '3', values: [3], statusText: 'Leak' },
      { eventDefinitionId: 1, groupName: 'ecu', timestamp: '4', values: [3] },
      { eventDefinitionId: 2, groupName: 'Other', timestamp: '5', values: [1e10] },
    );
    const { nodes } = (await read(session, EVENTS)).events;
    expect(nodes.map(({ formatted }: { formatted: string }) => formatted)).toEqual([
      '1.50 bar is on 6 8 0.25',
      '1.50 bar is ?',
      'Leak',
      '3',
      '1e+10',
    ]);
    expect(nodes[0]).toMatchObject({
      priority: 'HIGH',
      definition: {
        description: 'Pressure',
        code: 'P01',
        groupName: 'ECU',
        conversions: [{ name: 'half' }, { name: 'state' }, { name: 'steps' }, { name: 'double' }],
      },
    });
    expect(nodes[3]).toMatchObject({ priority: null, definition: null });
    expect(nodes[4]).toMatchObject({ priority: 'DEBUG', definition: { conversions: [] } });
  });

  it('has that of the set bound first, and of one that is published later', async () => {
    const titled = (description: string, eventDefinitionId: number) => ({
      name: 'E',
      eventDefinitions: [{ eventDefinitionId, description }],
    });
    await publish('first events', titled('first', 1));
    await publish('second events', titled('second', 1));
    const session = await live('second events', 'first events', 'later events');
    await write(
      session,
      { eventDefinitionId: 1, groupName: 'E', timestamp: '1' },
      { eventDefinitionId: 9, groupName: 'E', timestamp: '2' },
    );
    const titles = async () =>
      (await read(session, 'events { nodes { definition { description } } }')).events.nodes;
    expect(await titles()).toEqual([
      { definition: { description: 'second' } },
      { definition: null },
    ]);
    await publish('later events', titled('later', 9));
    expect((await titles())[1]).toEqual({ definition: { description: 'later' } });
    const setConfigBindings = [{ identifier: 'first events' }];
    await save({ identity: session, updates: [{ setConfigBindings }] });
    expect(await titles()).toEqual([
      { definition: { description: 'first' } },
      { definition: null },
    ]);
  });
});
