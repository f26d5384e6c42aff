import { describe, expect, it } from 'vitest';
import { type Json, saveMutation, useCatalogue } from './catalogue-client.ts';

const { save, create, read, refusal } = useCatalogue();
const SAVE = saveMutation();

describe('createOrUpdateSession, updating', () => {
  it('applies operations in order, each seeing the one before', async () => {
    const identity = await create(
      {},
      { setType: 'first' },
      { setLabels: ['a', 'b'] },
      { updateLabels: ['c', 'a'] },
      { setType: 'second' },
      { deleteLabels: ['b', 'unknown'] },
    );
    expect(await read(identity, 'type labels')).toEqual({ type: 'second', labels: ['a', 'c'] });
  });

  it('creates nothing when a later operation fails', async () => {
    const input = {
      identity: 'never',
      createIfNotExists: {},
      updates: [{ setType: 'a' }, { setLabels: ['x'] }, { setQuality: 2 }],
    };
    expect(await refusal(SAVE, { input })).toEqual({
      code: 'BAD_USER_INPUT',
      message: 'Expected a number from 0 to 1, got 2.',
      argument: 'input.updates[2].setQuality',
    });
    expect(await read('never', 'identity')).toBeNull();
  });

  it('leaves a session as it was when a later operation fails', async () => {
    const identity = await create({}, { setType: 'kept' }, { setLabels: ['kept'] });
    const before = await read(identity, 'type labels details sequence updatedAt heartbeat');
    const updates = [
      { setType: 'lost' },
      { setLabels: [] },
      { updateDetails: { details: [{ key: 'k', value: 'lost' }] } },
      { setGroup: '' },
    ];
    const { argument } = await refusal(SAVE, { input: { identity, sequence: '9', updates } });
    expect(argument).toBe('input.updates[3].setGroup');
    const after = await read(identity, 'type labels details sequence updatedAt heartbeat');
    expect(after).toEqual(before);
  });

  it.each([
    ['two operations', { setType: 'a', setGroup: 'b' }],
    ['no operation', {}],
  ])('refuses %s in one update', async (_name, update) => {
    const identity = await create();
    const { code, message } = await refusal(SAVE, { input: { identity, updates: [update] } });
    expect(code).toBe('BAD_USER_INPUT');
    expect(message).toContain(
      'at "input.updates[0]"; Exactly one key must be specified for OneOf type "SessionUpdate".',
    );
  });

  it('touches the heartbeat with every request, and nothing else by updateHeartbeat', async () => {
    const identity = await create({ timestamp: '2020-01-01T00:00:00Z' }, { setType: 't' });
    const fields = 'type timestamp state heartbeat';
    const before = await read(identity, fields);
    const { session, applied } = await save(
      { identity, updates: [{ updateHeartbeat: true }] },
      fields,
    );
    expect(applied).toBe(true);
    expect(session).toEqual({ ...before, heartbeat: session.heartbeat });
    expect(Date.parse(session.heartbeat)).toBeGreaterThanOrEqual(Date.parse(before.heartbeat));
  });
});

describe('the sequence gate', () => {
  const step = (identity: string, sequence: string | undefined, type: string) =>
    save({ identity, sequence, updates: [{ setType: type }] }, 'sequence type');

  it('applies only what is greater than the last applied one', async () => {
    const identity = await create();
    const steps: [sequence: string | undefined, applied: boolean, last: string | null][] = [
      [undefined, true, null],
      ['5', true, '5'],
      ['5', false, '5'],
      ['4', false, '5'],
      ['-9223372036854775808', false, '5'],
      [undefined, true, '5'],
      ['6', true, '6'],
      ['9223372036854775807', true, '9223372036854775807'],
      ['9223372036854775806', false, '9223372036854775807'],
    ];
    let type: string | null = null;
    for (const [i, [sequence, applied, last]] of steps.entries()) {
      if (applied) type = `step ${i}`;
      expect(await step(identity, sequence, `step ${i}`)).toEqual({
        created: false,
        applied,
        session: { sequence: last, type },
      });
    }
  });

  it('changes nothing for a stale request, not even the heartbeat', async () => {
    const identity = await create();
    await step(identity, '1', 'a');
    const before = await read(identity, 'type heartbeat updatedAt');
    await step(identity, '1', 'b');
    expect(await read(identity, 'type heartbeat updatedAt')).toEqual(before);
  });

  it('takes a negative or zero number as the first', async () => {
    const identity = await create();
    expect((await step(identity, '-3', 'a')).applied).toBe(true);
    expect((await step(identity, '0', 'b')).applied).toBe(true);
  });

  it('starts with the creation', async () => {
    const input = { identity: 'gated', sequence: '7', createIfNotExists: {} };
    expect(await save(input, 'sequence')).toMatchObject({ created: true, applied: true });
    expect(await save(input, 'sequence')).toMatchObject({ created: false, applied: false });
  });

  it('does not need the operations of a stale request to be good', async () => {
    const identity = await create();
    await step(identity, '1', 'a');
    const stale = { identity, sequence: '1', updates: [{ setQuality: 7 }] };
    expect((await save(stale)).applied).toBe(false);
  });
});

describe('update operations', () => {
  const RANGE = { startTime: '1620323936202890998', endTime: '1620323936202890999' };

  it.each<[string, Json[], string, unknown]>([
    ['setState', [{ setState: 'OPEN' }], 'state', 'OPEN'],
    ['setIdentifier', [{ setIdentifier: 'New name' }], 'identifier', 'New name'],
    ['setTimeRange', [{ setTimeRange: RANGE }], 'timeRange { startTime endTime }', RANGE],
    [
      'setTimeRange to one instant at the edge of int64',
      [{ setTimeRange: { startTime: '9223372036854775807', endTime: '9223372036854775807' } }],
      'timeRange { startTime endTime }',
      { startTime: '9223372036854775807', endTime: '9223372036854775807' },
    ],
    [
      'extendTimeRange without a range',
      [{ extendTimeRange: RANGE }],
      'timeRange { startTime endTime }',
      RANGE,
    ],
    [
      'extendTimeRange, which never shrinks',
      [
        { setTimeRange: { startTime: '10', endTime: '20' } },
        { extendTimeRange: { startTime: '12', endTime: '15' } },
        { extendTimeRange: { startTime: '-5', endTime: '12' } },
        { extendTimeRange: { startTime: '19', endTime: '21' } },
      ],
      'timeRange { startTime endTime }',
      { startTime: '-5', endTime: '21' },
    ],
    [
      'clearTimeRange',
      [{ setTimeRange: RANGE }, { clearTimeRange: true }],
      'timeRange { startTime }',
      null,
    ],
    ['setType', [{ setType: 'x'.repeat(1_000) }], 'type', 'x'.repeat(1_000)],
    ['clearType', [{ setType: 'a' }, { clearType: true }], 'type', null],
    ['setQuality to 0', [{ setQuality: 0 }], 'quality', 0],
    ['setQuality to 1', [{ setQuality: 1 }], 'quality', 1],
    ['setQuality to a double', [{ setQuality: 0.1 }], 'quality', 0.1],
    ['clearQuality', [{ setQuality: 0.5 }, { clearQuality: true }], 'quality', null],
    ['setGroup', [{ setGroup: 'Left' }], 'group', 'Left'],
    ['clearGroup', [{ setGroup: 'Left' }, { clearGroup: true }], 'group', null],
    ['setVersion', [{ setVersion: '1.2.3-rc.1' }], 'version', '1.2.3-rc.1'],
    ['clearVersion', [{ setVersion: '1' }, { clearVersion: true }], 'version', null],
    [
      'setClientSessionGroupId of 64 characters',
      [{ setClientSessionGroupId: 'g'.repeat(64) }],
      'clientSessionGroupId',
      'g'.repeat(64),
    ],
    [
      'clearClientSessionGroupId',
      [{ setClientSessionGroupId: 'g' }, { clearClientSessionGroupId: true }],
      'clientSessionGroupId',
      null,
    ],
    [
      'setLabels, each once, in the order of their code points',
      [{ setLabels: ['b', 'Z', 'a', 'b', 'é', '😀'] }],
      'labels',
      ['Z', 'a', 'b', 'é', '😀'],
    ],
    ['setLabels to none', [{ setLabels: ['a'] }, { setLabels: [] }], 'labels', []],
    ['updateLabels', [{ setLabels: ['a'] }, { updateLabels: ['b', 'a'] }], 'labels', ['a', 'b']],
    ['deleteLabels', [{ setLabels: ['a', 'b'] }, { deleteLabels: ['a', 'c'] }], 'labels', ['b']],
    [
      'setConfigBindings, in their order',
      [{ setConfigBindings: [{ identifier: 'b', channelOffset: 10 }, { identifier: 'a' }] }],
      'configBindings { identifier channelOffset configurationSet { identifier } }',
      [
        { identifier: 'b', channelOffset: 10, configurationSet: null },
        { identifier: 'a', channelOffset: 0, configurationSet: null },
      ],
    ],
    [
      'updateConfigBindings, which keeps places',
      [
        { setConfigBindings: [{ identifier: 'a' }, { identifier: 'b' }] },
        {
          updateConfigBindings: [
            { identifier: 'c', channelOffset: 4_294_967_295 },
            { identifier: 'a', channelOffset: 5 },
          ],
        },
      ],
      'configBindings { identifier channelOffset }',
      [
        { identifier: 'a', channelOffset: 5 },
        { identifier: 'b', channelOffset: 0 },
        { identifier: 'c', channelOffset: 4_294_967_295 },
      ],
    ],
    [
      'deleteConfigBindings',
      [
        { setConfigBindings: [{ identifier: 'a' }, { identifier: 'b' }] },
        { deleteConfigBindings: ['a', 'unknown'] },
      ],
      'configBindings { identifier }',
      [{ identifier: 'b' }],
    ],
  ])('do what %s says, and the same again', async (_name, updates, fields, expected) => {
    const identity = await create({}, ...updates);
    const [name = ''] = fields.split(' ');
    expect((await read(identity, fields))[name]).toEqual(expected);
    await save({ identity, updates });
    expect((await read(identity, fields))[name]).toEqual(expected);
  });

  it.each<[Json, string, string]>([
    [{ setIdentifier: '' }, 'setIdentifier', 'Expected 1 to 1000 characters, got 0.'],
    [{ setType: '' }, 'setType', 'Expected 1 to 1000 characters, got 0.'],
    [{ setVersion: 'v'.repeat(1_001) }, 'setVersion', 'Expected 1 to 1000 characters, got 1001.'],
    [{ setQuality: -0.1 }, 'setQuality', 'Expected a number from 0 to 1, got -0.1.'],
    [{ clearType: false }, 'clearType', 'Expected true, got false.'],
    [{ updateHeartbeat: false }, 'updateHeartbeat', 'Expected true, got false.'],
    [
      { setTimeRange: { startTime: '2', endTime: '1' } },
      'setTimeRange',
      'Expected startTime <= endTime, got 2 > 1.',
    ],
    [
      { extendTimeRange: { startTime: '1', endTime: '-1' } },
      'extendTimeRange',
      'Expected startTime <= endTime, got 1 > -1.',
    ],
    [
      { setClientSessionGroupId: 'g'.repeat(65) },
      'setClientSessionGroupId',
      'Expected at most 64 characters, got 65.',
    ],
    [{ setLabels: ['a', ''] }, 'setLabels[1]', 'Expected 1 to 1000 characters, got 0.'],
    [
      { setConfigBindings: [{ identifier: 'a' }, { identifier: 'a', channelOffset: 1 }] },
      'setConfigBindings[1].identifier',
      'Set "a" is bound twice.',
    ],
    [
      { updateConfigBindings: [{ identifier: '' }] },
      'updateConfigBindings[0].identifier',
      'Expected 1 to 1000 characters, got 0.',
    ],
  ])('refuse %j', async (update, path, message) => {
    const identity = await create();
    const updates = [{ setType: 'lost' }, update];
    expect(await refusal(SAVE, { input: { identity, updates } })).toEqual({
      code: 'BAD_USER_INPUT',
      message,
      argument: `input.updates[1].${path}`,
    });
    expect(await read(identity, 'type')).toEqual({ type: null });
  });

  it.each([
    ['a number beyond 2^53', 2 ** 60],
    ['text that is no number', 'soon'],
    ['a fraction', '1.5'],
    ['an integer beyond 64 bits', '9223372036854775808'],
  ])('refuse %s as nanoseconds', async (_name, startTime) => {
    const identity = await create();
    const updates = [{ setTimeRange: { startTime, endTime: '9223372036854775807' } }];
    const { code, message } = await refusal(SAVE, { input: { identity, updates } });
    expect(code).toBe('BAD_USER_INPUT');
    expect(message).toContain('at "input.updates[0].setTimeRange.startTime"');
    expect(message).toContain(
      'Expected nanoseconds as a decimal string of a signed 64-bit integer',
    );
  });

  it('refuse names too long for an index in words, or store them', async () => {
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
});
