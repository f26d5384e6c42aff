import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Json, saveMutation, useCatalogue } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { save, create, read, refusal } = catalogue;
const SAVE = saveMutation();

describe('details', () => {
  it.each<[string, unknown, string, unknown]>([
    ['a text', 'Hello', 'STRING', 'Hello'],
    ['an empty text', '', 'STRING', ''],
    ['a text that looks like a number', '007', 'STRING', '007'],
    ['a text that looks like a time', '2026-01-01T00:00:00Z', 'STRING', '2026-01-01T00:00:00Z'],
    ['true', true, 'BOOLEAN', true],
    ['false', false, 'BOOLEAN', false],
    ['a whole number', 42, 'LONG', 42],
    ['the greatest safe number', 9007199254740991, 'LONG', 9007199254740991],
    ['a fraction', 0.1, 'DOUBLE', 0.1],
    ['the least double', 5e-324, 'DOUBLE', 5e-324],
    ['the greatest double', 1.7976931348623157e308, 'DOUBLE', 1.7976931348623157e308],
    ['a long beyond 2^53', { long: '9007199254740993' }, 'LONG', '9007199254740993'],
    [
      'a long beyond 2^53 that a double holds',
      { long: '1152921504606846976' },
      'LONG',
      '1152921504606846976',
    ],
    ['the least long', { long: '-9223372036854775808' }, 'LONG', '-9223372036854775808'],
    ['a small long', { long: '5' }, 'LONG', 5],
    ['a whole double', { double: 3 }, 'DOUBLE', 3],
    [
      'a time',
      { dateTime: '2021-05-06T18:58:56.20289+01:00' },
      'DATE_TIME',
      '2021-05-06T18:58:56.20289+01:00',
    ],
    ['bytes', { bytes: 'AP8Q' }, 'BYTES', 'AP8Q'],
    ['no bytes', { bytes: '' }, 'BYTES', ''],
    ['a long text', 'ü😀'.repeat(5_000), 'STRING', 'ü😀'.repeat(5_000)],
  ])('keep %s with its type', async (_name, given, type, value) => {
    const identity = await create({}, { setDetailsJson: { json: { key: given } } });
    expect(await read(identity, 'details items { key category type value }')).toEqual({
      details: { key: value },
      items: [{ key: 'key', category: null, type, value }],
    });
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a list', [1]],
    ['an object', { a: 1 }],
    ['an object of two types', { long: '1', double: 1 }],
    ['no object', {}],
    ['bytes that are no base64', { bytes: 'not base64!' }],
    ['bytes without padding', { bytes: 'AP8' }],
    ['a double that is text', { double: '3' }],
  ])('refuse %s', async (_name, value) => {
    const identity = await create();
    const updates = [{ updateDetailsJson: { json: { good: 1, bad: value } } }];
    expect(await refusal(SAVE, { input: { identity, updates } })).toEqual({
      code: 'BAD_USER_INPUT',
      message:
        'Expected a string, a number, a boolean, {"dateTime": "..."}, {"long": "..."}, {"double": 1.5} or {"bytes": "base64"}.',
      argument: 'input.updates[0].updateDetailsJson.json.bad',
    });
  });

  it.each([
    [{ dateTime: '2026-01-01T00:00:00' }, /^Expected a date and time with zone/],
    [{ long: '9223372036854775808' }, /^Expected nanoseconds as a decimal string|^Expected/],
    [{ long: 'x' }, /^Expected/],
    ['x'.repeat(1_000_001), /^Expected at most 1000000 characters, got 1000001\.$/],
  ])('refuse a value out of range, naming its place', async (value, message) => {
    const identity = await create();
    const updates = [{ setDetailsJson: { category: 'c', json: { bad: value } } }];
    const { code, argument, ...rest } = await refusal(SAVE, { input: { identity, updates } });
    expect([code, argument]).toEqual([
      'BAD_USER_INPUT',
      'input.updates[0].setDetailsJson.json.bad',
    ]);
    expect(rest.message).toMatch(message);
  });

  it('refuse numbers that are not finite, which JSON can spell', async () => {
    const identity = await create();
    const response = await catalogue.app.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: SAVE,
        variables: { input: { identity, updates: [{ setDetailsJson: { json: { big: 0 } } }] } },
      }).replace('"big":0', '"big":1e999'),
    });
    const { errors } = (await response.json()) as { errors: unknown[] };
    expect(errors).toMatchObject([
      { extensions: { argument: 'input.updates[0].setDetailsJson.json.big' } },
    ]);
  });

  it.each(['__proto__', 'constructor', 'toString', 'a.b', ' ', '"', 'k'.repeat(512), '😀'])(
    'take %j as a key',
    async (key) => {
      const details = [{ key, value: 'v' }];
      const identity = await create({}, { setDetails: { details } });
      await save({
        identity,
        updates: [{ updateDetails: { category: key.replace('.', ''), details } }],
      });
      const session = await read(identity, 'details extDetails');
      expect(Object.entries(session.details)).toEqual([[key, 'v']]);
      expect(Object.entries(session.extDetails)).toHaveLength(1);
      expect(Object.entries(Object.values(session.extDetails)[0] as Json)).toEqual([[key, 'v']]);
    },
  );

  it('keep what clients send as JSON under __proto__', async () => {
    const identity = await create();
    const json = JSON.parse('{"__proto__": "x", "constructor": true}');
    await save({ identity, updates: [{ updateDetailsJson: { json } }] });
    const { details } = await read(identity, 'details');
    expect(Object.entries(details)).toEqual([
      ['__proto__', 'x'],
      ['constructor', true],
    ]);
  });

  it.each<[Json, string, string]>([
    [
      { setDetails: { details: [{ key: '', value: 'v' }] } },
      'setDetails.details[0].key',
      'Expected a key of 1 to 512 characters, got 0.',
    ],
    [
      { updateDetailsJson: { json: { ['k'.repeat(513)]: 1 } } },
      'updateDetailsJson.json',
      'Expected a key of 1 to 512 characters, got 513.',
    ],
    [
      { updateDetails: { category: 'a.b', details: [{ key: 'k', value: 'v' }] } },
      'updateDetails.category',
      'Expected a category without dots, got "a.b".',
    ],
    [
      { deleteDetails: { category: 'a.b', keys: ['k'] } },
      'deleteDetails.category',
      'Expected a category without dots, got "a.b".',
    ],
  ])('refuse the key or category of %j', async (update, path, message) => {
    const identity = await create();
    expect(await refusal(SAVE, { input: { identity, updates: [update] } })).toEqual({
      code: 'BAD_USER_INPUT',
      message,
      argument: `input.updates[0].${path}`,
    });
  });

  it('are replaced, added to and deleted within their category alone', async () => {
    const one = (key: string, value: string, category?: string) => ({
      category,
      details: [{ key, value }],
    });
    const identity = await create(
      {},
      { setDetails: one('a', '1') },
      { updateDetails: one('b', '2') },
      { setDetails: one('a', '3', 'Driver') },
      { updateDetailsJson: { category: 'Driver', json: { b: 4, c: true } } },
      { setDetails: one('x', '5', 'Gone') },
    );
    expect(await read(identity, 'details extDetails')).toEqual({
      details: { a: '1', b: '2' },
      extDetails: { Driver: { a: '3', b: 4, c: true }, Gone: { x: '5' } },
    });
    await save({
      identity,
      updates: [
        { setDetails: one('z', '6') },
        { deleteDetails: { category: 'Driver', keys: ['b', 'unknown'] } },
        { deleteDetails: { category: 'Gone', keys: ['x'] } },
        { deleteDetails: { category: 'Driver', keys: [] } },
      ],
    });
    expect(
      await read(identity, 'details extDetails some: extDetails(categories: ["Gone", "Nobody"])'),
    ).toEqual({
      details: { z: '6' },
      extDetails: { Driver: { a: '3', c: true } },
      some: {},
    });
    await save({ identity, updates: [{ setDetails: { details: [] } }] });
    expect((await read(identity, 'details')).details).toEqual({});
  });

  it('take the last of a key that is given twice', async () => {
    const details = [
      { key: 'k', value: 'first' },
      { key: 'k', value: 'last' },
    ];
    const identity = await create({}, { updateDetails: { details } });
    expect((await read(identity, 'details')).details).toEqual({ k: 'last' });
  });

  it('keep two thousand of them', async () => {
    const details = Array.from({ length: 2_000 }, (_, i) => ({ key: `k${i}`, value: `v${i}` }));
    const identity = await create({}, { setDetails: { details } });
    const stored = (await read(identity, 'details')).details;
    expect(stored).toEqual(Object.fromEntries(details.map(({ key, value }) => [key, value])));
  });

  it('give back any text and any double', async () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary', minLength: 0, maxLength: 20 }).filter((text) => !/\0/.test(text)),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => ({ double: number })),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((long) => ({ long: String(long) })),
    );
    const identity = await create();
    await fc.assert(
      fc.asyncProperty(fc.array(value, { maxLength: 8 }), async (values) => {
        const json = Object.fromEntries(values.map((one, i) => [`k${i}`, one]));
        const { session } = await save(
          { identity, updates: [{ setDetailsJson: { json } }] },
          'items { key value }',
        );
        const expected = values.map((one) => {
          if (typeof one === 'string') return one;
          if ('double' in one) return one.double;
          const long = Number(one.long);
          return Number.isSafeInteger(long) ? long : one.long;
        });
        const found = new Map(
          (session.items as { key: string; value: unknown }[]).map((item) => [
            item.key,
            item.value,
          ]),
        );
        // JSON has no negative zero, so it arrives as zero.
        expected.forEach((one, i) => {
          expect(found.get(`k${i}`)).toEqual(one === 0 ? 0 : one);
        });
        expect(found.size).toBe(values.length);
      }),
      { numRuns: 25 },
    );
  });
});
