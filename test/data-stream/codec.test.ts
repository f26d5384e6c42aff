import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../src/data-stream/decode-messages.ts';
import {
  encodeData,
  encodeFrame,
  encodeMessage,
  type FrameInput,
} from '../../src/data-stream/encode-messages.ts';
import { AppError } from '../../src/errors.ts';
import type { DataMessage } from '../../src/samples/data-messages.ts';
import { anyMessage, anyMessages } from './any-messages.ts';

const START = 1_620_129_055_000_000_000n;
const SECOND = 1_000_000_000n;

function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
}

function doubles(...values: number[]): Uint8Array {
  return new Uint8Array(Float64Array.from(values).buffer);
}

/** Bytes of an envelope around a message of a field. */
function envelope(field: number, message: Uint8Array): Uint8Array {
  return Uint8Array.of((field << 3) | 2, message.length, ...message);
}

const BURST_1: DataMessage = {
  periodic: {
    channelId: 16,
    startTimestamp: START,
    interval: 5n * SECOND,
    samples: 2,
    buffer: doubles(12.7, 14.9),
  },
};
const BURST_2: DataMessage = {
  periodic: {
    channelId: 16,
    startTimestamp: START + 15n * SECOND,
    interval: 5n * SECOND,
    samples: 1,
    buffer: doubles(21.2),
  },
};
const BURST_1_BYTES =
  '0810 11007690ADCADA7B16 1880E497D012 2002 2A10 6666666666662940 CDCCCCCCCCCC2D40';
const BURST_2_BYTES = '0810 11004CA22BCEDA7B16 1880E497D012 2001 2A08 3333333333333540';

/** RTA's worked examples: a message, its bytes, and its field in the envelope. */
const EXAMPLES: readonly (readonly [string, DataMessage, string, number])[] = [
  [
    'timestamped data',
    {
      timestamped: {
        channelId: 16,
        times: BigInt64Array.of(START, START + 4n * SECOND, START + 9n * SECOND),
        buffer: doubles(12.7, 14.9, 21.2),
      },
    },
    '0810 11007690ADCADA7B16 188094EBDC03 2203000405 2A18 6666666666662940 CDCCCCCCCCCC2D40 3333333333333540',
    1,
  ],
  ['a periodic burst', BURST_1, BURST_1_BYTES, 2],
  ['a periodic burst after a gap', BURST_2, BURST_2_BYTES, 2],
  [
    'a row',
    {
      row: {
        channelIds: [16, 17, 18],
        timestamp: START,
        buffer: hex('6666666666662940 EA00 3333333F'),
      },
    },
    '0A03101112 11007690ADCADA7B16 1A0E 6666666666662940 EA00 3333333F',
    3,
  ],
  [
    'an event with values',
    {
      event: {
        eventDefinitionId: 8,
        groupName: 'demo',
        timestamp: START,
        values: [1, 2.5],
        statusText: null,
      },
    },
    '0808 120464656D6F 19007690ADCADA7B16 2A10 000000000000F03F 0000000000000440',
    4,
  ],
  [
    'an event with a text',
    {
      event: {
        eventDefinitionId: 8,
        groupName: 'demo',
        timestamp: START,
        values: [],
        statusText: 'Deployed: true',
      },
    },
    '0808 120464656D6F 19007690ADCADA7B16 220E 4465706C6F7965643A2074727565',
    4,
  ],
];

/** The error of bytes that are refused. */
function refusal(bytes: Uint8Array, maxMessages = 100) {
  try {
    decodeMessage(bytes, maxMessages);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { code: error.code, message: error.message, argument: error.details.argument };
  }
  throw new Error('Expected a refusal.');
}

describe('the messages of a data stream', () => {
  describe("are RTA's worked examples to the byte", () => {
    it.each(EXAMPLES)('%s is written', (_name, message, bytes, field) => {
      expect(encodeData(message)).toEqual(hex(bytes));
      expect(encodeMessage(message)).toEqual(envelope(field, hex(bytes)));
    });

    it.each(EXAMPLES)('%s is read', (_name, message, bytes, field) => {
      const read = decodeMessage(envelope(field, hex(bytes)), 1);
      expect(read).toEqual({ messages: [message], flushMarker: null });
    });

    it.each([
      ['burst 1', BURST_1, `0A25 ${BURST_1_BYTES}`],
      ['burst 2', BURST_2, `0A1D ${BURST_2_BYTES}`],
    ])('a PeriodicDataList of %s is written and read', (_name, burst, bytes) => {
      expect(encodeMessage([burst])).toEqual(envelope(6, hex(bytes)));
      expect(decodeMessage(envelope(6, hex(bytes)), 1).messages).toEqual([burst]);
    });
  });

  it('begin with their length as a signed little-endian integer of 4 bytes', () => {
    expect(encodeFrame({ flushMarker: 'lap 1' })).toEqual(hex('07000000 4A05 6C61702031'));
  });

  it('may be a flush marker', () => {
    const read = decodeMessage(encodeMessage({ flushMarker: 'lap 1' }), 1);
    expect(read).toEqual({ messages: [], flushMarker: 'lap 1' });
  });

  it('are read as they were written, alone and in lists', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyMessage,
          anyMessages,
          fc.string({ unit: 'grapheme', maxLength: 20 }).map((flushMarker) => ({ flushMarker })),
        ),
        (input: FrameInput) => {
          const expected =
            'flushMarker' in input
              ? { messages: [], flushMarker: input.flushMarker }
              : { messages: Array.isArray(input) ? input : [input], flushMarker: null };
          expect(decodeMessage(encodeMessage(input), 100)).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are refused as BAD_USER_INPUT, or read, whatever bytes there are', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 40 }),
          fc
            .tuple(anyMessages, fc.nat(), fc.integer({ min: 0, max: 255 }), fc.nat())
            .map(([messages, at, byte, cut]) => {
              const bytes = encodeMessage(messages);
              bytes[at % bytes.length] = byte;
              return cut % 2 === 0 ? bytes : bytes.subarray(0, cut % bytes.length);
            }),
        ),
        (bytes) => {
          try {
            decodeMessage(bytes, 100);
          } catch (error) {
            expect(error).toBeInstanceOf(AppError);
            expect(error).toMatchObject({ code: 'BAD_USER_INPUT' });
            expect((error as AppError).details.argument).toMatch(/^input\.messages\[\d+\]/);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('may have fields of later versions, which are passed over', () => {
    const known = hex('0810 11007690ADCADA7B16 1880E497D012 2001 2A08 3333333333333540');
    const extended = Uint8Array.of(...known, ...hex('F23F03 616263 F83F01'));
    const bytes = Uint8Array.of(...hex('F83F01'), ...envelope(2, extended));
    expect(decodeMessage(bytes, 1)).toEqual(decodeMessage(envelope(2, known), 1));
  });

  it('may have their lists of numbers unpacked, or in parts', () => {
    const [message] = decodeMessage(
      envelope(1, hex('0810 11007690ADCADA7B16 2000 2004 220105 188094EBDC03')),
      1,
    ).messages;
    expect(message?.timestamped?.times).toEqual(
      BigInt64Array.of(START, START + 4n * SECOND, START + 9n * SECOND),
    );
    const [row] = decodeMessage(envelope(3, hex('0810 0A0111 0812')), 1).messages;
    expect(row?.row?.channelIds).toEqual([16, 17, 18]);
  });
});

describe('the times of timestamped data', () => {
  const decodeTimes = (fields: string) =>
    decodeMessage(envelope(1, hex(fields)), 1).messages[0]?.timestamped?.times;

  it('are exact for any differences that 64 bits hold', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.array(
          fc.oneof(
            fc.bigInt({ min: 1n, max: 2n ** 20n }),
            fc.bigInt({ min: 1n, max: 2n ** 54n }),
            fc.bigInt({ min: 1n, max: 2n ** 62n }),
          ),
          { maxLength: 8 },
        ),
        (start, gaps) => {
          const times = [start];
          for (const gap of gaps) {
            const next = times.at(-1)! + gap;
            if (next < 2n ** 63n) times.push(next);
          }
          const message = {
            timestamped: {
              channelId: 1,
              times: BigInt64Array.from(times),
              buffer: new Uint8Array(1),
            },
          };
          expect(decodeMessage(encodeMessage(message), 1).messages).toEqual([message]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('need no scale where there is one sample, whose difference is 0', () => {
    expect(decodeTimes('11007690ADCADA7B16 220100')).toEqual(BigInt64Array.of(START));
  });

  it.each([
    [
      'a first difference other than 0',
      '1801 22020104',
      'for the first sample, got 1 at position 0',
    ],
    [
      'a negative difference',
      '1801 220B00FFFFFFFFFFFFFFFFFF01',
      'of 0 or more, got -1 at position 1',
    ],
    ['a scale of 0', '22020001', 'a timestamp_deltas_scale of 1 or more, got 0'],
    ['a negative scale', '18FFFFFFFFFFFFFFFFFF01 22020001', 'of 1 or more, got -1'],
    ['an instant beyond 64 bits', '11FFFFFFFFFFFFFF7F 1801 22020001', 'beyond the range of time'],
    ['half a number', '1801 22020081', 'got half of the last'],
    ['a number of 11 bytes', '1801 220C00FFFFFFFFFFFFFFFFFFFF01', 'at most 10 bytes'],
  ])('refuse %s', (_name, fields, message) => {
    const error = refusal(envelope(1, hex(fields)));
    expect(error).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'input.messages[0].timestamped',
    });
    expect(error.message).toContain(message);
  });
});

describe('a message at fault', () => {
  it.each([
    ['no message', '', '', 'Expected one of the fields 1 to 9, got none.'],
    ['only unknown fields', 'F83F01', '', 'Expected one of the fields 1 to 9, got none.'],
    ['two messages', '4A0161 4A0162', '.flushMarker', 'got the fields 9 and 9'],
    ['a field of another type', '1001', '', 'Expected wire type 2, got 0'],
    ['a length beyond the end', '1205 0810', '.periodic', 'Expected 5 more bytes, got 2'],
    [
      'a field that leaves its message',
      '12022A03 4A0161',
      '.periodic',
      'Expected fields to end with',
    ],
    ['a field number of 0', '0200', '', 'fail at byte'],
    ['an instant cut short', '120411007690', '.periodic', 'fail at byte'],
    ['text that is not UTF-8', '22031201FF', '.event', 'Expected text of UTF-8'],
    ['text with U+0000', '2203120100', '.event', 'got U+0000 in app_name'],
    ['half a double', '22042A020000', '.event', ''],
    ['a list of something else', '32020801', '.periodic', 'Expected wire type 2, got 0'],
  ])('is refused: %s', (_name, bytes, argument, message) => {
    const error = refusal(hex(bytes));
    expect(error).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: expect.stringContaining(`input.messages[0]${argument}`),
    });
    expect(error.message).toContain(message);
  });

  it('is named by its number in a list', () => {
    const bytes = Uint8Array.of(...hex('0A25'), ...hex(BURST_1_BYTES), ...hex('0A021101'));
    expect(refusal(envelope(6, bytes)).argument).toBe('input.messages[1].periodic');
  });

  it('is one more than a frame may hold', () => {
    expect(refusal(encodeMessage([BURST_1, BURST_2, BURST_2]), 2)).toEqual({
      code: 'PAYLOAD_TOO_LARGE',
      message: 'Expected at most 2 messages in one frame, got more. Send several frames.',
      argument: 'input.messages[2]',
    });
  });

  it('is a flush marker of more than 200 bytes', () => {
    expect(refusal(encodeMessage({ flushMarker: 'x'.repeat(201) })).message).toContain(
      'at most 200 bytes, got 201',
    );
  });
});
