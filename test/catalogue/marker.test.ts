import { describe, expect, it } from 'vitest';
import { type Json, saveMutation, useCatalogue } from './catalogue-client.ts';

const { create, read, save, refusal } = useCatalogue();

const IDS = 'markers(first: 1000) { nodes { markerId category } }';
const idsOf = (session: { markers: { nodes: { markerId: string }[] } }) =>
  session.markers.nodes.map(({ markerId }) => markerId);
const of = (category: string, ...ids: string[]) => ({
  category,
  markers: ids.map((markerId) => ({ markerId })),
});

describe('markers', () => {
  it('keep every field, and fill in what is not given', async () => {
    const full = {
      markerId: 'full',
      type: 'Point',
      label: 'Gear change',
      description: 'Third to fourth',
      startTime: '1620323936202890998',
      endTime: '1620323936202890998',
      details: { gear: 4, nested: { list: [1, 'two', null] }, ü: true },
    };
    const markers = [full, { markerId: 'empty' }];
    const identity = await create({}, { setMarkers: [{ category: 'Manoeuvre', markers }] });
    const fields = 'markerId category type label description startTime endTime details';
    expect((await read(identity, `markers { nodes { ${fields} } }`)).markers.nodes).toEqual([
      { ...full, category: 'Manoeuvre' },
      {
        markerId: 'empty',
        category: 'Manoeuvre',
        type: '',
        label: '',
        description: null,
        startTime: null,
        endTime: null,
        details: {},
      },
    ]);
  });

  it('are replaced, added to and deleted by id, also across categories', async () => {
    const identity = await create({}, { setMarkers: [of('a', '1', '2'), of('b', '3')] });
    expect(idsOf(await read(identity, IDS))).toEqual(['1', '2', '3']);
    await save({ identity, updates: [{ updateMarkers: [of('c', '1', '4')] }] });
    expect((await read(identity, IDS)).markers.nodes).toEqual([
      { markerId: '2', category: 'a' },
      { markerId: '3', category: 'b' },
      { markerId: '1', category: 'c' },
      { markerId: '4', category: 'c' },
    ]);
    await save({ identity, updates: [{ deleteMarkers: ['3', 'unknown', '1'] }] });
    expect(idsOf(await read(identity, IDS))).toEqual(['2', '4']);
    await save({ identity, updates: [{ updateMarkers: [] }, { deleteMarkers: [] }] });
    expect(idsOf(await read(identity, IDS))).toEqual(['2', '4']);
    await save({ identity, updates: [{ setMarkers: [of('z', '9')] }] });
    expect(idsOf(await read(identity, IDS))).toEqual(['9']);
    await save({ identity, updates: [{ setMarkers: [] }] });
    expect(idsOf(await read(identity, IDS))).toEqual([]);
  });

  it.each<[string, Json[], string, string]>([
    [
      'an id twice',
      [of('a', 'x'), of('b', 'x')],
      '[1].markers[0].markerId',
      'Marker "x" is given twice.',
    ],
    [
      'no id',
      [of('a', 'x', '')],
      '[0].markers[1].markerId',
      'Expected 1 to 1000 characters, got 0.',
    ],
    [
      'an end before the start',
      [{ category: 'a', markers: [{ markerId: 'x', startTime: '2', endTime: '1' }] }],
      '[0].markers[0]',
      'Expected startTime <= endTime, got 2 > 1.',
    ],
    [
      'a long category',
      [of('c'.repeat(513), 'x')],
      '[0].category',
      'Expected at most 512 characters, got 513.',
    ],
  ])('refuse %s', async (_name, markers, path, message) => {
    const identity = await create({}, { setMarkers: [of('a', 'kept')] });
    const updates = [{ setMarkers: markers }];
    expect(await refusal(saveMutation(), { input: { identity, updates } })).toEqual({
      code: 'BAD_USER_INPUT',
      message,
      argument: `input.updates[0].setMarkers${path}`,
    });
    expect(idsOf(await read(identity, IDS))).toEqual(['kept']);
  });

  it('are found by category, by type and by the window they touch', async () => {
    const at = (
      markerId: string,
      startTime: string | null,
      endTime: string | null,
      type = 't',
    ) => ({
      markerId,
      startTime,
      endTime,
      type,
    });
    const identity = await create(
      {},
      { setTimeRange: { startTime: '0', endTime: '100' } },
      {
        setMarkers: [
          {
            category: 'a',
            markers: [
              at('point', '10', '10'),
              at('range', '20', '40'),
              at('from start', null, '15'),
              at('to end', '60', null),
              at('all', null, null, 'u'),
            ],
          },
          { category: 'b', markers: [at('other', '10', '10')] },
        ],
      },
    );
    const find = async (args: string) =>
      idsOf(await read(identity, `markers(${args}) { nodes { markerId } }`));
    const range = (startTime: number, endTime: number) =>
      `window: { range: { startTime: "${startTime}", endTime: "${endTime}" } }`;
    expect(await find('category: "b"')).toEqual(['other']);
    expect(await find('category: ""')).toEqual([]);
    expect(await find('type: "u"')).toEqual(['all']);
    expect(await find(range(10, 10))).toEqual(['point', 'from start', 'all', 'other']);
    expect(await find(range(11, 19))).toEqual(['from start', 'all']);
    expect(await find(range(40, 60))).toEqual(['range', 'to end', 'all']);
    expect(await find(range(200, 300))).toEqual([]);
    expect(await find(`category: "a", type: "t", ${range(0, 100)}, first: 2`)).toEqual([
      'point',
      'range',
    ]);
    expect(await find('window: { marker: "range" }')).toEqual(['range', 'all']);
  });
});
