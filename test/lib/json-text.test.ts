import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactIntegers, JsonInteger, toJsonText } from '../../src/lib/json-text.ts';

/** What makes texts look like marked integers, or break JSON, when it is escaped carelessly. */
const snippet = fc.constantFrom(
  '\0',
  '\\u0000',
  '\\',
  '"',
  '1',
  '-7',
  ':',
  ',',
  '[',
  '{',
  '}',
  '\n',
);
const marked = /^\0-?(0|[1-9]\d*)$/;
const trickyText = fc
  .oneof(
    fc.string(),
    fc.array(snippet, { maxLength: 8 }).map((parts) => parts.join('')),
  )
  .filter((text) => !marked.test(text));
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    trickyText,
    fc.integer(),
    fc.constantFrom(true, false, null),
    fc.array(tie('value')),
    fc.dictionary(
      fc.oneof(
        trickyText,
        int64.map((n) => `\0${n}`),
      ),
      tie('value'),
    ),
  ),
}));

describe('toJsonText', () => {
  it('shows every 64-bit integer exactly, wherever it stands', () => {
    fc.assert(
      fc.property(int64, (value) => {
        const integer = new JsonInteger(value);
        expect(toJsonText(integer)).toBe(`${value}`);
        expect(toJsonText({ a: [integer, { b: integer }] })).toBe(
          `{"a":[${value},{"b":${value}}]}`,
        );
      }),
    );
  });

  it('is JSON.stringify for everything else, whatever its texts and keys look like', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(toJsonText(value)).toBe(JSON.stringify(value));
      }),
    );
  });

  it('keeps such texts as they are beside integers', () => {
    fc.assert(
      fc.property(trickyText, int64, (text, value) => {
        const quoted = JSON.stringify(text);
        expect(toJsonText([text, new JsonInteger(value), text])).toBe(
          `[${quoted},${value},${quoted}]`,
        );
      }),
    );
  });

  it('gives what can be parsed although a text has the form of the mark', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^-?\d{1,4}$/), (digits) => {
        const text = `\0${digits}`;
        expect(() => JSON.parse(toJsonText([{ [text]: text }, text]))).not.toThrow();
      }),
    );
  });
});

describe('exactIntegers', () => {
  it('works on text within other text that JSON.stringify made', () => {
    const payload = { data: { big: new JsonInteger(9_007_199_254_740_993n) } };
    expect(exactIntegers(JSON.stringify({ id: '1', payload }))).toBe(
      '{"id":"1","payload":{"data":{"big":9007199254740993}}}',
    );
  });
});
