import { describe, expect, it } from 'vitest';
import { type Json, saveMutation, useCatalogue } from './catalogue-client.ts';

const { save, create, read, refusal } = useCatalogue();
const SAVE = saveMutation();

const FIELDS = `dataBindings { source identity timeRef sessionStartTime sessionEndTime
  sessionTimeOffset dataChannelBindings { firstDataChannel firstSessionChannel lastSessionChannel } }`;

const bindingsOf = async (identity: string) => (await read(identity, FIELDS)).dataBindings;

const key = (source: string, identity: string, timeRef?: string) => ({
  source,
  identity,
  ...(timeRef === undefined ? {} : { timeRef }),
});

const range = (
  firstDataChannel: number,
  firstSessionChannel: number,
  lastSessionChannel: number,
) => ({
  firstDataChannel,
  firstSessionChannel,
  lastSessionChannel,
});

/** A binding as it is shown when nothing but its key was given. */
const plain = (source: string, identity: string, timeRef = '0') => ({
  source,
  identity,
  timeRef,
  sessionStartTime: null,
  sessionEndTime: null,
  sessionTimeOffset: '0',
  dataChannelBindings: [],
});

describe('setDataBindings', () => {
  it('replaces the bindings, in the order given', async () => {
    const whole = {
      key: key('influx', 'db=1', '-9223372036854775808'),
      sessionStartTime: '1620323936202890001',
      sessionEndTime: '9223372036854775807',
      sessionTimeOffset: '300000000',
      dataChannelBindings: [range(4294967290, 5, 10), range(0, 4294967295, 4294967295)],
    };
    const identity = await create({}, { setDataBindings: [whole, { key: key('a', 'b') }] });
    const { key: wholeKey, ...rest } = whole;
    expect(await bindingsOf(identity)).toEqual([{ ...wholeKey, ...rest }, plain('a', 'b')]);
    await save({ identity, updates: [{ setDataBindings: [{ key: key('c', 'd') }] }] });
    expect(await bindingsOf(identity)).toEqual([plain('c', 'd')]);
    await save({ identity, updates: [{ setDataBindings: [] }] });
    expect(await bindingsOf(identity)).toEqual([]);
  });

  it('tells bindings of the same data apart by their time references', async () => {
    const bindings = [
      { key: key('s', 'i', '1') },
      { key: key('s', 'i') },
      { key: key('s', 'i', '2') },
    ];
    const identity = await create({}, { setDataBindings: bindings });
    expect(await bindingsOf(identity)).toEqual(['1', '0', '2'].map((t) => plain('s', 'i', t)));
  });

  it('takes a clip of one instant, and ranges that touch in any order', async () => {
    const binding = {
      key: key('s', 'i'),
      sessionStartTime: '5',
      sessionEndTime: '5',
      dataChannelBindings: [range(0, 10, 19), range(0, 0, 9), range(0, 20, 20)],
    };
    const identity = await create({}, { setDataBindings: [binding] });
    expect((await bindingsOf(identity))[0]).toMatchObject({
      dataChannelBindings: binding.dataChannelBindings,
    });
  });

  const at = (part: string) => `input.updates[0].OPERATION[1]${part}`;
  it.each<[string, Json, string, string]>([
    [
      'an empty source',
      { key: key('', 'i') },
      'Expected 1 to 1000 characters, got 0.',
      at('.key.source'),
    ],
    [
      'an empty identity',
      { key: key('s', '') },
      'Expected 1 to 1000 characters, got 0.',
      at('.key.identity'),
    ],
    [
      'a long identity',
      { key: key('s', 'x'.repeat(1_001)) },
      'Expected 1 to 1000 characters, got 1001.',
      at('.key.identity'),
    ],
    [
      'a key that is given twice',
      { key: key('first', 'one', '0') },
      '"one" of "first" is bound twice with time reference 0.',
      at('.key'),
    ],
    [
      'a clip that ends before it starts',
      { key: key('s', 'i'), sessionStartTime: '2', sessionEndTime: '1' },
      'Expected sessionStartTime <= sessionEndTime, got 2 > 1.',
      at(''),
    ],
    [
      'a range of channels that ends before it starts',
      { key: key('s', 'i'), dataChannelBindings: [range(0, 1, 1), range(0, 3, 2)] },
      'Expected firstSessionChannel <= lastSessionChannel, got 3 > 2.',
      at('.dataChannelBindings[1]'),
    ],
    [
      'ranges that overlap',
      { key: key('s', 'i'), dataChannelBindings: [range(0, 5, 9), range(0, 0, 5)] },
      'Session channel 5 is in two ranges of one binding.',
      at('.dataChannelBindings[0]'),
    ],
    [
      'data channels beyond 32 bits',
      { key: key('s', 'i'), dataChannelBindings: [range(4294967295, 0, 1)] },
      'Expected data channels up to 4294967295, got 4294967296.',
      at('.dataChannelBindings[0].firstDataChannel'),
    ],
  ])('refuses %s, as updateDataBindings does', async (_name, binding, message, argument) => {
    const identity = await create({}, { setDataBindings: [{ key: key('kept', 'kept') }] });
    for (const operation of ['setDataBindings', 'updateDataBindings']) {
      const updates = [{ [operation]: [{ key: key('first', 'one') }, binding] }];
      expect(await refusal(SAVE, { input: { identity, updates } })).toEqual({
        code: 'BAD_USER_INPUT',
        message,
        argument: argument.replace('OPERATION', operation),
      });
    }
    expect(await bindingsOf(identity)).toEqual([plain('kept', 'kept')]);
  });

  it('counts ranges of channels among the entries of a request', async () => {
    const identity = await create();
    const dataChannelBindings = Array.from({ length: 4_999 }, (_, i) => range(0, i, i));
    const updates = [{ setDataBindings: [{ key: key('s', 'i'), dataChannelBindings }] }];
    expect(await refusal(SAVE, { input: { identity, updates } })).toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      argument: 'input.updates',
    });
  });
});

describe('updateDataBindings', () => {
  it('adds bindings after the others, and replaces those of the same keys as a whole', async () => {
    const first = {
      key: key('s', '1'),
      sessionStartTime: '1',
      dataChannelBindings: [range(1, 1, 1), range(2, 2, 2)],
    };
    const identity = await create({}, { setDataBindings: [first, { key: key('s', '2') }] });
    const updates = [
      {
        updateDataBindings: [
          { key: key('s', '3') },
          { key: key('s', '1', '0'), sessionEndTime: '9', dataChannelBindings: [range(7, 7, 7)] },
        ],
      },
    ];
    for (const _again of [1, 2]) {
      await save({ identity, updates });
      expect(await bindingsOf(identity)).toEqual([
        { ...plain('s', '1'), sessionEndTime: '9', dataChannelBindings: [range(7, 7, 7)] },
        plain('s', '2'),
        plain('s', '3'),
      ]);
    }
  });

  it('changes nothing by an empty list', async () => {
    const identity = await create({}, { setDataBindings: [{ key: key('s', 'i') }] });
    await save({ identity, updates: [{ updateDataBindings: [] }] });
    expect(await bindingsOf(identity)).toEqual([plain('s', 'i')]);
  });

  it('refuses more than 1,000 of them in one session', async () => {
    const many = Array.from({ length: 1_000 }, (_, i) => ({ key: key('s', `${i}`) }));
    const identity = await create({}, { setDataBindings: many });
    await save({ identity, updates: [{ updateDataBindings: [many[0]] }] });
    const updates = [{ updateDataBindings: [{ key: key('s', 'more') }] }];
    expect(await refusal(SAVE, { input: { identity, updates } })).toEqual({
      code: 'BAD_USER_INPUT',
      message: 'Expected at most 1000 of them in one session, got 1001.',
      argument: 'input.updates[0].updateDataBindings',
    });
  });
});

describe('deleteDataBindings', () => {
  it('deletes bindings by their whole keys, and passes over others', async () => {
    const bindings = [{ key: key('s', 'i') }, { key: key('s', 'i', '1') }, { key: key('t', 'i') }];
    const identity = await create({}, { setDataBindings: bindings });
    for (const _again of [1, 2]) {
      const keys = [key('s', 'i'), key('t', 'i', '1'), key('unknown', 'i')];
      await save({ identity, updates: [{ deleteDataBindings: keys }] });
      expect(await bindingsOf(identity)).toEqual([plain('s', 'i', '1'), plain('t', 'i')]);
    }
  });

  it('deletes nothing by an empty list', async () => {
    const identity = await create({}, { setDataBindings: [{ key: key('s', 'i') }] });
    await save({ identity, updates: [{ deleteDataBindings: [] }] });
    expect(await bindingsOf(identity)).toEqual([plain('s', 'i')]);
  });
});

describe('data bindings', () => {
  it('are those of each session, and go with it', async () => {
    const updates = (identity: string) => ({ setDataBindings: [{ key: key('s', identity) }] });
    const [one, two] = [await create({}, updates('one')), await create({}, updates('two'))];
    expect(await bindingsOf(one)).toEqual([plain('s', 'one')]);
    expect(await bindingsOf(two)).toEqual([plain('s', 'two')]);
  });
});
