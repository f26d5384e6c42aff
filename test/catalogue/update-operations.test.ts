import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Json, saveMutation, useCatalogue } from './catalogue-client.ts';

const { save, create, read, refusal, askData, publish } = useCatalogue();

/** All that update operations change. */
const STATE = `state timestamp timeRange { startTime endTime } startTimestamp endTimestamp identifier
  items { category key type value } type quality group version
  markers(first: 1000) { nodes { markerId category type label description startTime endTime details } }
  configBindings { identifier channelOffset }
  dataBindings { source identity timeRef sessionStartTime sessionEndTime sessionTimeOffset
    dataChannelBindings { firstDataChannel firstSessionChannel lastSessionChannel } }
  folders { identity } refAnchors alternateOfRefs childOfRefs labels clientSessionGroupId sequence`;

/** And that every request changes. */
const TOUCH = 'heartbeat updatedAt metadataVersion';

const SESSION = { timestamp: '2020-01-01T00:00:00+01:00', identifier: 'Name', state: 'CLOSED' };

interface Example {
  /** Operations before it. */
  readonly before?: readonly Json[];
  readonly argument: unknown;
  /** What the session shows after it. */
  readonly shows: Json;
  /** Names of the fields that it changes. */
  readonly changed: string;
}

const described: string[] = [];

/** Say of an operation what all of them have in common, by an example; and what it has of its own. */
function operation(name: string, example: Example, more = () => {}): void {
  described.push(name);
  const { before = [], argument, shows, changed } = example;
  const update = { [name]: argument };

  describe(name, () => {
    it('has its effect, whether earlier operations were of the same request or not', async () => {
      const together = await create(SESSION, ...before, update);
      const apart = await create(SESSION, ...before);
      await save({ identity: apart, updates: [update] });
      const state = await read(together, STATE);
      expect(state).toMatchObject(shows);
      expect(await read(apart, STATE)).toEqual(state);
    });

    it('leaves the same when it is repeated, at once or later', async () => {
      const once = await create(SESSION, ...before, update);
      const state = await read(once, STATE);
      const twice = await create(SESSION, ...before, update, update);
      expect(await read(twice, STATE)).toEqual(state);
      await save({ identity: once, updates: [update] });
      expect(await read(once, STATE)).toEqual(state);
    });

    it('is logged as what it changes, and touches the heartbeat', async () => {
      const identity = await create(SESSION, ...before);
      const { metadataVersion } = await read(identity, TOUCH);
      const { session } = await save(
        { identity, updates: [update] },
        `${TOUCH} changes(first: 1) { nodes { version changed operations } }`,
      );
      expect(session.changes.nodes).toMatchObject([
        { version: session.metadataVersion, changed: [changed], operations: [update] },
      ]);
      expect(BigInt(session.metadataVersion)).toBe(BigInt(metadataVersion) + 1n);
      expect(session.heartbeat).toBe(session.updatedAt);
    });

    it('leaves nothing behind when a later operation fails', async () => {
      const identity = await create(SESSION, ...before);
      const state = await read(identity, `${STATE} ${TOUCH}`);
      const input = { identity, sequence: '1', updates: [update, { setQuality: 2 }] };
      expect(await refusal(SAVE, { input })).toEqual({
        code: 'BAD_USER_INPUT',
        message: 'Expected a number from 0 to 1, got 2.',
        argument: 'input.updates[1].setQuality',
      });
      expect(await read(identity, `${STATE} ${TOUCH}`)).toEqual(state);
    });

    it('does nothing in a request whose sequence is not greater than the last', async () => {
      const identity = await create(SESSION, ...before);
      await save({ identity, sequence: '5' });
      const state = await read(identity, `${STATE} ${TOUCH}`);
      for (const sequence of ['5', '4']) {
        expect((await save({ identity, sequence, updates: [update] })).applied).toBe(false);
      }
      expect(await read(identity, `${STATE} ${TOUCH}`)).toEqual(state);
    });

    it('needs its argument', async () => {
      const identity = await create(SESSION);
      const input = { identity, updates: [{ [name]: null }] };
      expect(await refusal(SAVE, { input })).toMatchObject({
        code: 'BAD_USER_INPUT',
        message: expect.stringContaining(`Field "${name}" must be non-null.`),
      });
    });
    more();
  });
}

const SAVE = saveMutation();

/** Fields of a new session after some operations. */
const after = async (fields: string, ...updates: Json[]) =>
  read(await create(SESSION, ...updates), fields);

/** Expect that an operation is refused, and that its request has no effect. */
async function expectRefused(update: Json, path: string, message: string): Promise<void> {
  const identity = await create(SESSION, { setType: 'kept' });
  const state = await read(identity, `${STATE} ${TOUCH}`);
  const updates = [{ setType: 'lost' }, update];
  expect(await refusal(SAVE, { input: { identity, updates } })).toEqual({
    code: 'BAD_USER_INPUT',
    message,
    argument: `input.updates[1].${path}`,
  });
  expect(await read(identity, `${STATE} ${TOUCH}`)).toEqual(state);
}

/** The same for what the schema already refuses, where GraphQL words the message. */
async function expectMistyped(update: Json, path: string, message: string): Promise<void> {
  const identity = await create(SESSION);
  const { code, ...rest } = await refusal(SAVE, { input: { identity, updates: [update] } });
  expect(code).toBe('BAD_USER_INPUT');
  expect(rest.message).toContain(`at "input.updates[0].${path}"`);
  expect(rest.message).toContain(message);
}

function refusesLengths(name: string, longest = 1_000): void {
  it.each([
    ['', 0],
    ['x'.repeat(1_001), 1_001],
  ])('refuses a text of another length than 1 to 1000', async (text, length) => {
    await expectRefused({ [name]: text }, name, `Expected 1 to 1000 characters, got ${length}.`);
  });

  it('takes any other text', async () => {
    const field = name.replace(/^set(.)/, (_all, first: string) => first.toLowerCase());
    for (const text of ['x'.repeat(longest), ' ', 'ü😀', '0']) {
      expect(await after(field, { [name]: text })).toEqual({ [field]: text });
    }
  });
}

function takesTrueAlone(name: string): void {
  it('takes true alone', async () => {
    await expectRefused({ [name]: false }, name, 'Expected true, got false.');
  });
}

const RANGE = { startTime: '1620323936202890998', endTime: '1620323936202890999' };

beforeAll(async () => {
  for (const identity of ['f1', 'f2']) {
    await askData(
      'mutation ($i: String!) { putFolder(input: { identity: $i, label: $i }) { created } }',
      {
        i: identity,
      },
    );
  }
});

operation('updateHeartbeat', { argument: true, shows: SESSION, changed: 'heartbeat' }, () => {
  takesTrueAlone('updateHeartbeat');

  it('changes nothing else', async () => {
    const identity = await create(SESSION, { setType: 't' });
    const state = await read(identity, `${STATE} heartbeat`);
    const { session } = await save(
      { identity, updates: [{ updateHeartbeat: true }] },
      `${STATE} heartbeat`,
    );
    expect(session).toEqual({ ...state, heartbeat: session.heartbeat });
    expect(Date.parse(session.heartbeat)).toBeGreaterThanOrEqual(Date.parse(state.heartbeat));
  });

  it('is what a request without operations does', async () => {
    const identity = await create(SESSION);
    const { session, applied } = await save(
      { identity },
      'changes(first: 1) { nodes { changed } }',
    );
    expect([applied, session.changes.nodes]).toEqual([true, [{ changed: ['heartbeat'] }]]);
  });
});

operation('setState', { argument: 'FAILED', shows: { state: 'FAILED' }, changed: 'state' }, () => {
  it('takes any state, also after the end', async () => {
    const identity = await create(SESSION);
    for (const [state, stateCode] of [
      ['ABANDONED', 44],
      ['FAILED', 28],
      ['OPEN', 2],
      ['TRUNCATED', 12],
      ['WAITING', 1],
      ['CLOSED', 4],
      ['UNKNOWN', 0],
    ]) {
      const { session } = await save(
        { identity, updates: [{ setState: state }] },
        'state stateCode',
      );
      expect(session).toEqual({ state, stateCode });
    }
  });

  it.each(['closed', '', 'ENDED', 4])('refuses %j', async (state) => {
    await expectMistyped({ setState: state }, 'setState', '"SessionState"');
  });
});

operation(
  'setTimestamp',
  {
    before: [{ setTimeRange: RANGE }],
    argument: '2021-05-06T18:58:56.20289-05:00',
    shows: {
      timestamp: '2021-05-06T18:58:56.20289-05:00',
      timeRange: RANGE,
      startTimestamp: '2021-05-06T12:58:56.202890998-05:00',
      endTimestamp: '2021-05-06T12:58:56.202890999-05:00',
    },
    changed: 'timestamp',
  },
  () => {
    it.each(['2026-01-01T00:00:00', '2026-01-01', '2026-02-30T00:00:00Z', 'now', ''])(
      'refuses %j',
      async (text) => {
        await expectMistyped({ setTimestamp: text }, 'setTimestamp', 'Expected a date');
      },
    );

    it('moves the session to its place in lists', async () => {
      const identity = await create(SESSION, { setLabels: ['moved'] });
      await create({ timestamp: '2150-01-01T00:00:00Z' }, { setLabels: ['moved'] });
      await save({ identity, updates: [{ setTimestamp: '2151-01-01T00:00:00Z' }] });
      for (const filter of ['', 'filter: { labels: { anyOf: ["moved"] } }']) {
        const { sessions } = await askData(
          `{ sessions(first: 1 ${filter}) { nodes { identity } } }`,
        );
        expect(sessions.nodes).toEqual([{ identity }]);
      }
    });
  },
);

const backwards = (name: string) =>
  it('refuses an end before the start', async () => {
    const update = { [name]: { startTime: '1', endTime: '-1' } };
    await expectRefused(update, name, 'Expected startTime <= endTime, got 1 > -1.');
  });

operation(
  'setTimeRange',
  {
    before: [{ setTimeRange: { startTime: '0', endTime: '9' } }],
    argument: RANGE,
    shows: {
      timeRange: RANGE,
      startTimestamp: '2021-05-06T18:58:56.202890998+01:00',
      endTimestamp: '2021-05-06T18:58:56.202890999+01:00',
    },
    changed: 'timeRange',
  },
  () => {
    it.each([
      ['one instant', '5', '5'],
      ['all of 64 bits', '-9223372036854775808', '9223372036854775807'],
    ])('takes %s', async (_name, startTime, endTime) => {
      const timeRange = { startTime, endTime };
      expect(await after('timeRange { startTime endTime }', { setTimeRange: timeRange })).toEqual({
        timeRange,
      });
    });
    backwards('setTimeRange');

    it.each([
      ['a number beyond 2^53', 2 ** 60],
      ['text that is no number', 'soon'],
      ['a fraction', '1.5'],
      ['an integer beyond 64 bits', '9223372036854775808'],
    ])('refuses %s', async (_name, startTime) => {
      await expectMistyped(
        { setTimeRange: { startTime, endTime: '9223372036854775807' } },
        'setTimeRange.startTime',
        'Expected nanoseconds as a decimal string of a signed 64-bit integer',
      );
    });

    it('needs both ends', async () => {
      const identity = await create(SESSION);
      const input = { identity, updates: [{ setTimeRange: { startTime: '1' } }] };
      expect((await refusal(SAVE, { input })).message).toContain(
        'Field "endTime" of required type "Nanoseconds!" was not provided.',
      );
    });
  },
);

operation(
  'extendTimeRange',
  {
    before: [{ setTimeRange: { startTime: '10', endTime: '20' } }],
    argument: { startTime: '-5', endTime: '12' },
    shows: { timeRange: { startTime: '-5', endTime: '20' } },
    changed: 'timeRange',
  },
  () => {
    it('is setTimeRange where there is none', async () => {
      expect(await after('timeRange { startTime endTime }', { extendTimeRange: RANGE })).toEqual({
        timeRange: RANGE,
      });
    });

    it('never shrinks it, and comes to the same in any order', async () => {
      const ranges = [
        { startTime: '12', endTime: '15' },
        { startTime: '-5', endTime: '12' },
        { startTime: '19', endTime: '21' },
      ];
      for (const order of [ranges, ranges.toReversed()]) {
        const updates = order.map((range) => ({ extendTimeRange: range }));
        expect(await after('timeRange { startTime endTime }', ...updates)).toEqual({
          timeRange: { startTime: '-5', endTime: '21' },
        });
      }
    });
    backwards('extendTimeRange');
  },
);

operation(
  'clearTimeRange',
  {
    before: [{ setTimeRange: RANGE }],
    argument: true,
    shows: { timeRange: null, startTimestamp: null, endTimestamp: null },
    changed: 'timeRange',
  },
  () => {
    takesTrueAlone('clearTimeRange');

    it('lets extendTimeRange begin anew', async () => {
      const updates = [
        { setTimeRange: { startTime: '0', endTime: '9' } },
        { clearTimeRange: true },
        { extendTimeRange: RANGE },
      ];
      expect(await after('timeRange { startTime endTime }', ...updates)).toEqual({
        timeRange: RANGE,
      });
    });
  },
);

operation(
  'setIdentifier',
  { argument: 'New', shows: { identifier: 'New' }, changed: 'identifier' },
  () => {
    refusesLengths('setIdentifier');

    it('takes a name that others have, and leaves the identity', async () => {
      const [one, two] = [await create(SESSION), await create(SESSION)];
      expect(await read(one, 'identity identifier')).toEqual({ identity: one, identifier: 'Name' });
      expect(await read(two, 'identifier')).toEqual({ identifier: 'Name' });
    });
  },
);

const text = (key: string, value: string, category?: string) => ({
  ...(category === undefined ? {} : { category }),
  details: [{ key, value }],
});
const item = (key: string, value: unknown, type: string, category: string | null = null) => ({
  key,
  value,
  type,
  category,
});
const MIXED = [
  { setDetailsJson: { json: { a: 1, b: 'x' } } },
  { setDetailsJson: { category: 'Car', json: { a: true } } },
];

/** What operations on details refuse, by the field their keys are given in. */
function refusesNames(name: string, argumentOf: (key: string) => Json, keyPath: string): void {
  it('refuses an empty key, one beyond 512 characters, and a category with a dot', async () => {
    for (const key of ['', 'k'.repeat(513)]) {
      await expectRefused(
        { [name]: argumentOf(key) },
        `${name}.${keyPath}`,
        `Expected a key of 1 to 512 characters, got ${key.length}.`,
      );
    }
    await expectRefused(
      { [name]: { ...argumentOf('k'), category: 'a.b' } },
      `${name}.category`,
      'Expected a category without dots, got "a.b".',
    );
  });
}

operation(
  'setDetails',
  {
    before: MIXED,
    argument: text('b', '17'),
    shows: { items: [item('b', '17', 'STRING'), item('a', true, 'BOOLEAN', 'Car')] },
    changed: 'details',
  },
  () => {
    refusesNames('setDetails', (key) => text(key, 'v'), 'details[0].key');

    it('empties its category by an empty list, and no other', async () => {
      expect(await after('details extDetails', ...MIXED, { setDetails: { details: [] } })).toEqual({
        details: {},
        extDetails: { Car: { a: true } },
      });
      expect(
        await after('details extDetails', ...MIXED, {
          setDetails: { category: 'Car', details: [] },
        }),
      ).toEqual({ details: { a: 1, b: 'x' }, extDetails: {} });
    });
  },
);

operation(
  'updateDetails',
  {
    before: MIXED,
    argument: text('a', '1', ''),
    shows: {
      items: [
        item('a', '1', 'STRING'),
        item('b', 'x', 'STRING'),
        item('a', true, 'BOOLEAN', 'Car'),
      ],
    },
    changed: 'details',
  },
  () => {
    refusesNames('updateDetails', (key) => text(key, 'v'), 'details[0].key');

    it('changes no detail by an empty list', async () => {
      expect(
        await after('details extDetails', ...MIXED, { updateDetails: { details: [] } }),
      ).toEqual({ details: { a: 1, b: 'x' }, extDetails: { Car: { a: true } } });
    });
  },
);

const TYPED =
  'Expected a string, a number, a boolean, {"dateTime": "..."}, {"long": "..."}, {"double": 1.5} or {"bytes": "base64"}.';

/** What operations on values of any type refuse. */
function refusesValues(name: string): void {
  it.each([
    ['null, which deletes nothing', null],
    ['a list', [1]],
    ['an object', { a: 1 }],
  ])('refuses %s', async (_name, value) => {
    await expectRefused({ [name]: { json: { good: 1, bad: value } } }, `${name}.json.bad`, TYPED);
  });

  it.each(['text', 17, true])('refuses %j, which is no object', async (json) => {
    await expectMistyped({ [name]: { json } }, `${name}.json`, '"JSONObject"');
  });
}

operation(
  'setDetailsJson',
  {
    before: MIXED,
    argument: { category: 'Car', json: { run: 17, best: 80.5, day: 'Friday', wet: false } },
    shows: {
      items: [
        item('a', 1, 'LONG'),
        item('b', 'x', 'STRING'),
        item('best', 80.5, 'DOUBLE', 'Car'),
        item('day', 'Friday', 'STRING', 'Car'),
        item('run', 17, 'LONG', 'Car'),
        item('wet', false, 'BOOLEAN', 'Car'),
      ],
    },
    changed: 'extDetails',
  },
  () => {
    refusesNames('setDetailsJson', (key) => ({ json: { [key]: 1 } }), 'json');
    refusesValues('setDetailsJson');

    it('empties its category by an empty object', async () => {
      expect(await after('details', ...MIXED, { setDetailsJson: { json: {} } })).toEqual({
        details: {},
      });
    });
  },
);

operation(
  'updateDetailsJson',
  {
    before: MIXED,
    argument: { json: { b: 2.5, c: { long: '9007199254740993' } } },
    shows: {
      items: [
        item('a', 1, 'LONG'),
        item('b', 2.5, 'DOUBLE'),
        item('c', '9007199254740993', 'LONG'),
        item('a', true, 'BOOLEAN', 'Car'),
      ],
    },
    changed: 'details',
  },
  () => {
    refusesNames('updateDetailsJson', (key) => ({ json: { [key]: 1 } }), 'json');
    refusesValues('updateDetailsJson');

    it('changes no detail by an empty object', async () => {
      expect(await after('details', ...MIXED, { updateDetailsJson: { json: {} } })).toEqual({
        details: { a: 1, b: 'x' },
      });
    });
  },
);

operation(
  'deleteDetails',
  {
    before: MIXED,
    argument: { keys: ['a', 'unknown'] },
    shows: { items: [item('b', 'x', 'STRING'), item('a', true, 'BOOLEAN', 'Car')] },
    changed: 'details',
  },
  () => {
    it('passes over unknown categories, and deletes nothing by an empty list', async () => {
      const details = { details: { a: 1, b: 'x' }, extDetails: { Car: { a: true } } };
      for (const argument of [
        { keys: [] },
        { category: 'Car', keys: [] },
        { category: 'Bus', keys: ['a'] },
        { keys: [''] },
      ]) {
        expect(await after('details extDetails', ...MIXED, { deleteDetails: argument })).toEqual(
          details,
        );
      }
    });

    it('takes a category with its last key', async () => {
      expect(
        await after('extDetails', ...MIXED, { deleteDetails: { category: 'Car', keys: ['a'] } }),
      ).toEqual({ extDetails: {} });
    });

    it('refuses a category with a dot', async () => {
      await expectRefused(
        { deleteDetails: { category: 'a.b', keys: ['k'] } },
        'deleteDetails.category',
        'Expected a category without dots, got "a.b".',
      );
    });
  },
);

operation(
  'setType',
  { before: [{ setType: 'a' }], argument: 'b', shows: { type: 'b' }, changed: 'type' },
  () => refusesLengths('setType'),
);

operation(
  'clearType',
  { before: [{ setType: 'a' }], argument: true, shows: { type: null }, changed: 'type' },
  () => takesTrueAlone('clearType'),
);

operation(
  'setQuality',
  { before: [{ setQuality: 1 }], argument: 0.1, shows: { quality: 0.1 }, changed: 'quality' },
  () => {
    it.each([0, 1, 5e-324])('takes %d', async (quality) => {
      expect(await after('quality', { setQuality: quality })).toEqual({ quality });
    });

    it.each([-0.1, -5e-324, 1.0000000000000002])('refuses %d', async (quality) => {
      await expectRefused(
        { setQuality: quality },
        'setQuality',
        `Expected a number from 0 to 1, got ${quality}.`,
      );
    });

    it('refuses what is no number', async () => {
      await expectMistyped({ setQuality: '0.5' }, 'setQuality', 'Float cannot represent');
    });
  },
);

operation(
  'clearQuality',
  { before: [{ setQuality: 0 }], argument: true, shows: { quality: null }, changed: 'quality' },
  () => takesTrueAlone('clearQuality'),
);

operation(
  'setGroup',
  { before: [{ setGroup: 'a' }], argument: 'b', shows: { group: 'b' }, changed: 'group' },
  () => refusesLengths('setGroup'),
);

operation(
  'clearGroup',
  { before: [{ setGroup: 'a' }], argument: true, shows: { group: null }, changed: 'group' },
  () => takesTrueAlone('clearGroup'),
);

operation(
  'setVersion',
  {
    before: [{ setVersion: '1' }],
    argument: '1.2.3-rc.1',
    shows: { version: '1.2.3-rc.1' },
    changed: 'version',
  },
  () => refusesLengths('setVersion'),
);

operation(
  'clearVersion',
  { before: [{ setVersion: '1' }], argument: true, shows: { version: null }, changed: 'version' },
  () => takesTrueAlone('clearVersion'),
);

const markers = (category: string, ...ids: string[]) => ({
  category,
  markers: ids.map((markerId) => ({ markerId })),
});
const THREE = [{ setMarkers: [markers('Laps', '1', '2'), markers('Notes', 'n')] }];

/** The markers of a session in their order, by category and id. */
const shownMarkers = (...places: [category: string, markerId: string][]) => ({
  markers: { nodes: places.map(([category, markerId]) => ({ category, markerId })) },
});

/** What operations with markers refuse. */
function refusesMarkers(name: string): void {
  it.each<[string, Json[], string, string]>([
    [
      'an id twice, in whatever categories',
      [markers('a', 'x'), markers('b', 'x')],
      '[1].markers[0].markerId',
      'Marker "x" is given twice.',
    ],
    [
      'an empty id',
      [markers('a', '')],
      '[0].markers[0].markerId',
      'Expected 1 to 1000 characters, got 0.',
    ],
    [
      'an end before the start',
      [{ category: 'a', markers: [{ markerId: 'x', startTime: '2', endTime: '1' }] }],
      '[0].markers[0]',
      'Expected startTime <= endTime, got 2 > 1.',
    ],
    [
      'a category beyond 512 characters',
      [markers('c'.repeat(513), 'x')],
      '[0].category',
      'Expected at most 512 characters, got 513.',
    ],
  ])('refuses %s', async (_name, argument, path, message) => {
    await expectRefused({ [name]: argument }, `${name}${path}`, message);
  });

  it('refuses details that are no object', async () => {
    await expectMistyped(
      { [name]: [{ category: 'a', markers: [{ markerId: 'x', details: [1] }] }] },
      `${name}[0].markers[0].details`,
      '"JSONObject"',
    );
  });
}

operation(
  'setMarkers',
  {
    before: THREE,
    argument: [markers('Notes', 'b', 'a')],
    shows: shownMarkers(['Notes', 'b'], ['Notes', 'a']),
    changed: 'markers',
  },
  () => {
    refusesMarkers('setMarkers');

    it('deletes all of all categories by an empty list', async () => {
      expect(await after('markers { nodes { markerId } }', ...THREE, { setMarkers: [] })).toEqual({
        markers: { nodes: [] },
      });
    });
  },
);

operation(
  'updateMarkers',
  {
    before: THREE,
    argument: [markers('Notes', '1', 'new')],
    shows: shownMarkers(['Laps', '2'], ['Notes', 'n'], ['Notes', '1'], ['Notes', 'new']),
    changed: 'markers',
  },
  () => {
    refusesMarkers('updateMarkers');

    it('replaces a marker as a whole', async () => {
      const whole = { markerId: 'm', label: 'L', startTime: '1', details: { a: 1 } };
      const fields = 'markers { nodes { markerId label startTime endTime details } }';
      expect(
        await after(
          fields,
          { setMarkers: [{ category: 'c', markers: [whole] }] },
          { updateMarkers: [{ category: 'c', markers: [{ markerId: 'm', endTime: '2' }] }] },
        ),
      ).toEqual({
        markers: {
          nodes: [{ markerId: 'm', label: '', startTime: null, endTime: '2', details: {} }],
        },
      });
    });

    it('changes no marker by an empty list', async () => {
      expect(
        await after('markers { nodes { markerId category } }', ...THREE, { updateMarkers: [] }),
      ).toEqual(shownMarkers(['Laps', '1'], ['Laps', '2'], ['Notes', 'n']));
    });
  },
);

operation(
  'deleteMarkers',
  {
    before: THREE,
    argument: ['n', 'unknown', '1'],
    shows: shownMarkers(['Laps', '2']),
    changed: 'markers',
  },
  () => {
    it('deletes nothing by an empty list', async () => {
      expect(
        await after('markers { nodes { markerId category } }', ...THREE, { deleteMarkers: [] }),
      ).toEqual(shownMarkers(['Laps', '1'], ['Laps', '2'], ['Notes', 'n']));
    });
  },
);

const bound = (...bindings: [identifier: string, channelOffset: number][]) =>
  bindings.map(([identifier, channelOffset]) => ({ identifier, channelOffset }));
const BOUND = [{ setConfigBindings: bound(['b', 10], ['a', 0]) }];

/** What operations that bind sets refuse. */
function refusesBindings(name: string): void {
  it('refuses an empty identifier, and one that is given twice', async () => {
    await expectRefused(
      { [name]: [{ identifier: '' }] },
      `${name}[0].identifier`,
      'Expected 1 to 1000 characters, got 0.',
    );
    await expectRefused(
      { [name]: bound(['a', 0], ['a', 1]) },
      `${name}[1].identifier`,
      'Set "a" is bound twice.',
    );
  });

  it.each([-1, 4_294_967_296, 0.5])('refuses the offset %d', async (offset) => {
    await expectMistyped({ [name]: bound(['a', offset]) }, `${name}[0].channelOffset`, 'UInt32');
  });

  it('refuses an offset that takes a channel of a published set beyond 32 bits', async () => {
    const identifier = `channel 3, for ${name}`;
    await publish(identifier, { name: 'a', channels: [{ channelId: 3 }] });
    await after('identity', { [name]: bound([identifier, 4_294_967_292]) });
    await expectRefused(
      { [name]: bound([identifier, 4_294_967_293]) },
      `${name}[0].channelOffset`,
      `Expected at most 4294967292, since "${identifier}" has a channel 3, got 4294967293.`,
    );
  });
}

operation(
  'setConfigBindings',
  {
    before: BOUND,
    argument: [{ identifier: 'c', channelOffset: 4_294_967_295 }, { identifier: 'b' }],
    shows: { configBindings: bound(['c', 4_294_967_295], ['b', 0]) },
    changed: 'configBindings',
  },
  () => {
    refusesBindings('setConfigBindings');

    it('takes sets that are not published yet', async () => {
      expect(await after('configBindings { configurationSet { identifier } }', ...BOUND)).toEqual({
        configBindings: [{ configurationSet: null }, { configurationSet: null }],
      });
    });
  },
);

operation(
  'updateConfigBindings',
  {
    before: BOUND,
    argument: bound(['c', 1], ['a', 5]),
    shows: { configBindings: bound(['b', 10], ['a', 5], ['c', 1]) },
    changed: 'configBindings',
  },
  () => refusesBindings('updateConfigBindings'),
);

operation(
  'deleteConfigBindings',
  {
    before: BOUND,
    argument: ['unknown', 'b'],
    shows: { configBindings: bound(['a', 0]) },
    changed: 'configBindings',
  },
  () => {
    it('leaves the set, and deletes nothing by an empty list', async () => {
      await publish('stays', { name: 'a' });
      const identity = await create(
        SESSION,
        { setConfigBindings: bound(['stays', 0]) },
        { deleteConfigBindings: [] },
      );
      expect(await read(identity, 'configBindings { identifier }')).toEqual({
        configBindings: [{ identifier: 'stays' }],
      });
      await save({ identity, updates: [{ deleteConfigBindings: ['stays'] }] });
      expect(await askData('{ configurationSet(identifier: "stays") { state } }')).toEqual({
        configurationSet: { state: 'COMMITTED' },
      });
    });
  },
);

// What data bindings refuse is in data-bindings.test.ts; folders are in session-folders.test.ts, and
// refs in relationships.test.ts.

const dataKey = (identity: string, timeRef = '0') => ({ source: 's', identity, timeRef });
const DATA = [
  { setDataBindings: [{ key: dataKey('1'), sessionTimeOffset: '3' }, { key: dataKey('2') }] },
];
const shownData = (...identities: string[]) => ({
  dataBindings: identities.map((identity) => ({ identity, sessionTimeOffset: '0' })),
});

operation('setDataBindings', {
  before: DATA,
  argument: [{ key: dataKey('3') }, { key: dataKey('1') }],
  shows: shownData('3', '1'),
  changed: 'dataBindings',
});

operation('updateDataBindings', {
  before: DATA,
  argument: [{ key: dataKey('3') }, { key: dataKey('1') }],
  shows: shownData('1', '2', '3'),
  changed: 'dataBindings',
});

operation('deleteDataBindings', {
  before: DATA,
  argument: [{ source: 's', identity: '1' }, dataKey('2', '1'), dataKey('unknown')],
  shows: shownData('2'),
  changed: 'dataBindings',
});

const inFolders = (...identities: string[]) => ({
  folders: identities.map((identity) => ({ identity })),
});

operation('setFolders', {
  argument: ['f2', 'f1', 'f2'],
  shows: inFolders('f1', 'f2'),
  changed: 'folders',
});

operation('updateFolders', {
  argument: ['f1'],
  shows: inFolders('', 'f1'),
  changed: 'folders',
});

operation('deleteFolders', {
  before: [{ setFolders: ['f1'] }],
  argument: ['f1', 'unknown'],
  shows: inFolders(''),
  changed: 'folders',
});

for (const [kind, field] of [
  ['RefAnchors', 'refAnchors'],
  ['AlternateOfRefs', 'alternateOfRefs'],
  ['ChildOfRefs', 'childOfRefs'],
] as const) {
  const before = [{ [`set${kind}`]: ['a', 'b', 'c'] }];
  const refusesEmpty = (name: string) => () =>
    it('refuses an empty URI', async () => {
      const message = 'Expected 1 to 1000 characters, got 0.';
      await expectRefused({ [name]: ['a', ''] }, `${name}[1]`, message);
    });
  for (const [verb, argument, uris] of [
    ['set', ['d', 'c', 'd'], ['c', 'd']],
    ['update', ['c', 'd'], ['a', 'b', 'c', 'd']],
    ['delete', ['a', 'unknown'], ['b', 'c']],
  ] as const) {
    const name = `${verb}${kind}`;
    operation(
      name,
      { before, argument, shows: { [field]: uris }, changed: field },
      refusesEmpty(name),
    );
  }
}

const LABELLED = [{ setLabels: ['a', 'b'] }];
const refusesLabels = (name: string) => () =>
  it.each([
    ['', 0],
    ['x'.repeat(1_001), 1_001],
  ])('refuses a label of another length than 1 to 1000', async (label, length) => {
    const message = `Expected 1 to 1000 characters, got ${length}.`;
    await expectRefused({ [name]: ['a', label] }, `${name}[1]`, message);
  });

operation(
  'setLabels',
  {
    before: LABELLED,
    argument: ['é', 'Z', 'c', 'Z', '😀'],
    shows: { labels: ['Z', 'c', 'é', '😀'] },
    changed: 'labels',
  },
  () => {
    refusesLabels('setLabels')();

    it('deletes all by an empty list', async () => {
      expect(await after('labels', ...LABELLED, { setLabels: [] })).toEqual({ labels: [] });
    });

    it('refuses labels too long for an index in words, or stores them', async () => {
      const long = Array.from({ length: 1_000 }, (_, i) =>
        String.fromCharCode(0x4e00 + ((i * 7919) % 20_000)),
      ).join('');
      const identity = await create();
      const input = { identity, updates: [{ setLabels: [long] }] };
      if (process.env.TEST_DATABASE === 'postgresql') {
        expect(await refusal(SAVE, { input })).toEqual({
          code: 'BAD_USER_INPUT',
          message:
            'Expected names, labels and keys of at most 2,600 bytes of UTF-8 together, which PostgreSQL can index.',
          argument: undefined,
        });
      } else {
        expect((await save(input, 'labels')).session.labels).toEqual([long]);
      }
    });
  },
);

operation(
  'updateLabels',
  {
    before: LABELLED,
    argument: ['c', 'a'],
    shows: { labels: ['a', 'b', 'c'] },
    changed: 'labels',
  },
  refusesLabels('updateLabels'),
);

operation('deleteLabels', {
  before: LABELLED,
  argument: ['a', 'unknown', ''],
  shows: { labels: ['b'] },
  changed: 'labels',
});

operation(
  'setClientSessionGroupId',
  {
    before: [{ setClientSessionGroupId: 'a' }],
    argument: 'b',
    shows: { clientSessionGroupId: 'b' },
    changed: 'clientSessionGroupId',
  },
  () => {
    refusesLengths('setClientSessionGroupId', 64);

    it('refuses one of more than 64 characters', async () => {
      await expectRefused(
        { setClientSessionGroupId: 'g'.repeat(65) },
        'setClientSessionGroupId',
        'Expected at most 64 characters, got 65.',
      );
    });
  },
);

operation(
  'clearClientSessionGroupId',
  {
    before: [{ setClientSessionGroupId: 'a' }],
    argument: true,
    shows: { clientSessionGroupId: null },
    changed: 'clientSessionGroupId',
  },
  () => takesTrueAlone('clearClientSessionGroupId'),
);

describe('docs/update-operations.md', () => {
  const text = readFileSync(new URL('../../docs/update-operations.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| (\d*) \| (?:`(\w+)`)? \| `(\w+)` \|/gm)];

  it('names every field of SessionUpdate and no other, as the tests above do', async () => {
    const { __type } = await askData('{ __type(name: "SessionUpdate") { inputFields { name } } }');
    const fields = __type.inputFields.map(({ name }: { name: string }) => name);
    expect(described.toSorted()).toEqual(fields.toSorted());
    expect(rows.map(([, , , field]) => field)).toEqual(described);
  });

  it('shows a request that is accepted', async () => {
    const [, request = ''] = /```graphql\n(.*?)```/s.exec(text) ?? [];
    expect(await askData(request)).toEqual({
      createOrUpdateSession: { created: true, applied: true, session: { metadataVersion: '1' } },
    });
  });

  it('has RTA’s numbers and names first', () => {
    const [ofRta, own] = [rows.slice(0, 41), rows.slice(41)];
    expect(ofRta.map(([, number]) => Number(number))).toEqual(ofRta.map((_, i) => i + 1));
    expect(ofRta.map(([, , name]) => name)).toEqual(
      ofRta.map(([, , , field = '']) => field.replace(/[A-Z]/g, (one) => `_${one.toLowerCase()}`)),
    );
    expect(own.map(([, number, name]) => [number, name])).toEqual(own.map(() => ['', undefined]));
  });
});
