import { describe, expect, it } from 'vitest';
import type { DataMessage } from '../../src/samples/data-messages.ts';
import { ExpectedData, type FoundData, type SentWrite, toSentWrite } from './expected-data.ts';

const TYPES = new Map([
  [1, 'UNSIGNED_8BIT'],
  [2, 'UNSIGNED_8BIT'],
] as const);

/** A write of two samples of channel 1, one of channel 2, and an event. */
function writeOf(start: number, value: number): SentWrite {
  const messages: DataMessage[] = [
    {
      periodic: {
        channelId: 1,
        startTimestamp: BigInt(start),
        interval: 1n,
        samples: 2,
        buffer: Uint8Array.of(value, value),
      },
    },
    { row: { channelIds: [2], timestamp: BigInt(start), buffer: Uint8Array.of(value) } },
    { event: { eventDefinitionId: 1, timestamp: BigInt(start) } },
  ];
  return toSentWrite(messages, TYPES);
}

function found(...writes: SentWrite[]): FoundData {
  return {
    samples: new Map(writes.flatMap(({ samples }) => [...samples])),
    events: new Map(writes.flatMap(({ events }) => events.map((instant) => [instant, 1] as const))),
  };
}

const ONE = writeOf(0, 1);
const OTHER = writeOf(10, 2);

describe('ExpectedData', () => {
  it('wants what was acknowledged', () => {
    const expected = new ExpectedData();
    expected.sent(0, ONE);
    expected.acknowledged(0);

    expect(expected.settle(found(ONE))).toEqual([]);
    expect(expected.settle(found())).toEqual([
      'The acknowledged write 0 is not there as it was sent.',
    ]);
  });

  it('takes a write that was not acknowledged as whole or as absent, from then on', () => {
    for (const outcome of [found(ONE), found(ONE, OTHER)]) {
      const expected = new ExpectedData();
      expected.sent(0, ONE);
      expected.acknowledged(0);
      expected.sent(1, OTHER);

      expect(expected.settle(outcome)).toEqual([]);
      expect(expected.settle(outcome)).toEqual([]);
    }
  });

  it.each([
    ['a sample of it', { ...OTHER, samples: new Map([...OTHER.samples].slice(1)) }],
    ['its event', { ...OTHER, events: [] }],
  ])('refuses a write without %s', (_, part) => {
    const expected = new ExpectedData();
    expected.sent(1, OTHER);

    expect(expected.settle(found(part))).not.toEqual([]);
  });

  it('refuses other bytes, and what was never sent', () => {
    const expected = new ExpectedData();
    expected.sent(0, ONE);
    expected.acknowledged(0);

    expect(expected.settle(found(writeOf(0, 9)))).not.toEqual([]);
    expect(new ExpectedData().settle(found(ONE))).toEqual([
      '3 samples are there, of which 0 are of whole writes.',
      '1 events are there, of which 0 are of whole writes.',
    ]);
  });

  it('refuses an event that is there twice', () => {
    const expected = new ExpectedData();
    expected.sent(0, ONE);
    expected.acknowledged(0);

    expect(expected.settle({ ...found(ONE), events: new Map([[0n, 2]]) })).not.toEqual([]);
  });

  it('wants the later of two writes of one place, or the earlier while it is not acknowledged', () => {
    const again = { ...writeOf(0, 7), events: ONE.events };
    const expected = new ExpectedData();
    expected.sent(0, ONE);
    expected.acknowledged(0);
    expected.sent(0, again);

    expect(expected.settle(found(ONE))).toEqual([]);
    expected.sent(0, again);
    expected.acknowledged(0);
    expect(expected.settle(found(ONE))).not.toEqual([]);
  });
});
