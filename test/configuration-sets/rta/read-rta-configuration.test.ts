import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRtaConfiguration } from '../../../src/configuration-sets/rta/parse-rta-configuration.ts';
import { readRtaConfiguration } from '../../../src/configuration-sets/rta/read-rta-configuration.ts';
import { AppError } from '../../../src/errors.ts';
import { anyDocument, FULL_DOCUMENT } from './rta-documents.ts';
import { problemsIn, timed } from './rta-problem-list.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const problemsOf = (text: string | Uint8Array) => problemsIn(() => readRtaConfiguration(text));
/** What a text might hold between names and values. */
const pieces = fc.constantFrom(...'{}[],:" \\'.split(''), '"a"', '"\\u0061"', '1', 'null', 'é');

describe('readRtaConfiguration', () => {
  it('reads text and bytes as parseRtaConfiguration reads the value', () => {
    fc.assert(
      fc.property(anyDocument, fc.constantFrom(undefined, 2), (document, indent) => {
        const text = JSON.stringify(document, null, indent);
        const expected = parseRtaConfiguration(JSON.parse(text));
        expect(readRtaConfiguration(text)).toEqual(expected);
        expect(readRtaConfiguration(encode(text))).toEqual(expected);
      }),
    );
  });

  it.each([
    ['text', '\ufeff{}'],
    ['bytes', encode('\ufeff{}')],
  ])('accepts %s with a byte order mark, and says so', (_name, text) => {
    expect(readRtaConfiguration(text).warnings).toEqual([
      {
        code: 'BYTE_ORDER_MARK',
        path: '$',
        message: 'Documents have no byte order mark; it is passed over.',
      },
    ]);
  });

  it.each([
    ['Latin-1', Uint8Array.of(0x7b, 0x22, 0xe9, 0x22, 0x3a, 0x7b, 0x7d, 0x7d)],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x7b, 0, 0x7d, 0)],
  ])('refuses %s', (_name, bytes) => {
    expect(problemsOf(bytes)).toEqual([{ path: '$', message: 'Expected UTF-8, got other bytes.' }]);
  });

  it.each(['', '{', '{"a":{}', '{"a":{}}}', "{'a':{}}", '{"a":{},}', '{"a":"', 'NaN', '// x\n{}'])(
    'refuses %j, which is no JSON',
    (text) => {
      expect(problemsOf(text)).toEqual([
        { path: '$', message: expect.stringMatching(/^Expected JSON: .+\.$/) },
      ]);
    },
  );

  it.each([
    ['{"a":{},"a":{}}', '$.a', 'a'],
    ['{"a":{},"\\u0061":{}}', '$.a', 'a'],
    ['{"__proto__":{},"__proto__":{}}', '$.__proto__', '__proto__'],
    ['{"a":{"events":[{"id":1},{"id":2,"id":2}]}}', '$.a.events[1].id', 'id'],
    ['{"a":{"tree":{"groups":[{"id":"g","id":"h"}]}}}', '$.a.tree.groups[0].id', 'id'],
    ['{"a":{"x\\"y":{"\\\\":"\\\\","\\\\":1}}}', '$.a["x\\"y"]["\\\\"]', '\\'],
  ])('refuses %s for a name that an object has twice', (text, path, name) => {
    expect(problemsOf(text)).toEqual([
      { path, message: `The object has a member ${JSON.stringify(name)} already.` },
    ]);
  });

  it('accepts a name in many objects, and names as values', () => {
    const text = '{"a":{"desc":"desc","channels":[{"id":0},{"id":1}]},"b":{"desc":"a"}}';
    expect(readRtaConfiguration(text).warnings).toEqual([]);
  });

  it('reports a name that is there twice with the other problems', () => {
    expect(problemsOf('{"a":{"desc":1},"b":[],"b":{"desc":"x"},"c":[]}')).toMatchObject([
      { path: '$.b' },
      { path: '$.a.desc' },
      { path: '$.c' },
    ]);
  });

  it.each([
    ['9007199254740992', '9007199254740992'],
    ['9007199254740993', '9007199254740992'],
    ['1e999', 'Infinity'],
    ['1.5', '1.5'],
  ])('refuses %s in the place of a whole number', (number, got) => {
    const text = `{"a":{"channels":[{"id":0,"source":"periodic","interval":${number}}]}}`;
    expect(problemsOf(text)).toEqual([
      {
        path: '$.a.channels[0].interval',
        message: `Expected a whole number from 0 to 9007199254740991, got ${got}.`,
      },
    ]);
  });

  it('refuses more bytes than allowed, characters counted in UTF-8', () => {
    const text = '{"é":{}}';
    expect(readRtaConfiguration(text, { maxBytes: 9 }).content.applications).toHaveLength(1);
    for (const given of [text, encode(text)]) {
      expect(() => readRtaConfiguration(given, { maxBytes: 8 })).toThrow(
        expect.objectContaining({
          code: 'PAYLOAD_TOO_LARGE',
          message: 'Expected a document of at most 8 bytes, got 9.',
        }),
      );
    }
  });

  it('passes strictness on', () => {
    expect(problemsIn(() => readRtaConfiguration('{"a":{"x":1}}', { strict: true }))).toEqual([
      {
        path: '$.a.x',
        message: 'Configurations have no member "x" here; it is left out.',
      },
    ]);
  });

  it('throws nothing but AppError for any text, and refuses all that JSON.parse refuses', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (list) => {
        const text = list.join('');
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        try {
          readRtaConfiguration(text);
          expect(isJson).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('throws nothing but AppError for damaged text', () => {
    const bytes = encode(JSON.stringify(FULL_DOCUMENT));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(40), (at, byte, cut) => {
        const damaged = Uint8Array.from([...bytes.slice(0, at), byte, ...bytes.slice(at + cut)]);
        try {
          readRtaConfiguration(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
      { numRuns: 500 },
    );
  });

  const tooDeep = 'Expected at most 256 levels of objects and lists.';
  it.each([
    ['ten million brackets', '['.repeat(10_000_000), tooDeep],
    ['10,000 groups', `{"a":{"tree":${'{"groups":[{"id":"g","groups":['.repeat(10_000)}`, tooDeep],
    [
      'a million names',
      `{${Array.from({ length: 1_000_000 }, (_, i) => `"${i}":{}`).join()}}`,
      'Expected at most 10000 members of an object.',
    ],
    ['ten million backslashes', `{"a":"${'\\\\'.repeat(5_000_000)}"}`, 'Expected an object, got'],
    ['an endless text', `{"a":"${'\\"'.repeat(5_000_000)}`, 'Expected JSON: '],
    ['five million numbers', `{"a":{"events":[${'1,'.repeat(5_000_000)}1]}}`, '200000 entries.'],
  ])('refuses %s in bounded time', (_name, text, message) => {
    const { result, seconds } = timed(() => problemsOf(text));

    expect(seconds).toBeLessThan(3);
    expect(result).toEqual([
      { path: expect.stringMatching(/^\$/), message: expect.stringContaining(message) },
    ]);
  });
});
