import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ALIGN_MODES } from '../../src/core/series/align-mode.ts';
import { type AnyRecording, anyRecording } from '../bulk/any-recording.ts';
import { useBulkClient } from '../bulk/bulk-client.ts';
import {
  fromAligned,
  fromArrow,
  fromCsv,
  fromFloat64,
  fromGraphQL,
  fromParquet,
  toCells,
  withNaN,
} from '../bulk/bulk-tables.ts';
import { count, createSession, periodic, START, write } from '../support/sample-session.ts';

const client = useBulkClient();
let made = 0;

/** Windows as the query and as GraphQL name them. */
const anyWindow = fc.oneof(
  fc.constant([{}, {}] as const),
  fc.tuple(fc.nat(900), fc.nat(900)).map(([from, length]) => {
    const [offsetStart, offsetEnd] = [String(from), String(from + length)];
    const offset = { startTime: offsetStart, endTime: offsetEnd };
    return [{ offsetStart, offsetEnd }, { window: { offset } }] as const;
  }),
);

/** A session of a random recording. @returns its identity. */
async function record({ recording, messages }: AnyRecording) {
  const identity = `random-${++made}`;
  await createSession(client.app, identity, recording);
  await write(client.app, identity, ...messages);
  return identity;
}

describe('bulk reads of random sessions', () => {
  it('hold in every format, bit for bit, what GraphQL gives', async () => {
    await fc.assert(
      fc.asyncProperty(anyRecording, anyWindow, fc.nat(12), async (given, window, from) => {
        const identity = await record(given);
        const parameters = [...new Set([...given.parameters.slice(from), ...given.parameters])];
        const [query, request] = window;
        const asked = { parameters, ...query };
        const rows = await fromGraphQL(client.app, identity, parameters, request);

        const arrow = fromArrow(await client.get(identity, 'arrow', asked));
        expect(arrow).toEqual({ names: ['time', ...parameters], rows });
        const parquet = await fromParquet(await client.get(identity, 'parquet', asked));
        expect(parquet.rows).toEqual(rows);
        const doubles = await client.get(identity, 'f64', asked);
        expect(fromFloat64(doubles, parameters.length)).toEqual(withNaN(rows));
        const csv = fromCsv(await client.getText(identity, 'csv', asked));
        expect(csv.head[0]).toEqual(['time', ...parameters]);
        expect(csv.cells).toEqual(toCells(rows));
      }),
      { numRuns: 5 },
    );
  });

  it('reduce as GraphQL does, a gap being a row without a number', async () => {
    await fc.assert(
      fc.asyncProperty(anyRecording, anyWindow, async (given, [query, request]) => {
        const identity = await record(given);
        const { parameters } = given;
        for (const [maxPoints, method] of [
          [10, 'MIN_MAX'],
          [7, 'MEAN'],
        ] as const) {
          const resolution = { maxPoints, method };
          const rows = await fromGraphQL(client.app, identity, parameters, {
            ...request,
            resolution,
          });
          const asked = { parameters, ...query, maxPoints: String(maxPoints), method };
          expect(fromArrow(await client.get(identity, 'arrow', asked)).rows).toEqual(rows);
        }
      }),
      { numRuns: 3 },
    );
  });

  it('take values on a grid as GraphQL does', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyRecording,
        anyWindow,
        fc.integer({ min: 1, max: 90 }),
        async (given, [query, request], interval) => {
          const identity = await record(given);
          const { parameters } = given;
          for (const mode of ALIGN_MODES) {
            const rows = await fromAligned(client.app, identity, parameters, {
              ...request,
              interval: String(interval),
              mode,
            });
            const asked = { parameters, ...query, interval: String(interval), mode };
            expect(fromArrow(await client.get(identity, 'arrow', asked)).rows).toEqual(rows);
          }
        },
      ),
      { numRuns: 3 },
    );
  });
});

describe('bulk reads of many blocks', () => {
  const PARAMETERS = ['merged', 'sum', 'more', 'c1', 'c3'];
  const LENGTH = 30_000;

  beforeAll(async () => {
    const channel = (channelId: number, interval: bigint) =>
      ({ channelId, dataSource: 'PERIODIC', dataType: 'SIGNED_16BIT', interval }) as const;
    const [fine, coarse, third] = [channel(1, 10n), channel(2, 25n), channel(3, 15n)];
    const measured = (name: string, ...channels: number[]) => ({
      identifier: name,
      name,
      channels,
    });
    const computed = (name: string, code: string) => ({ identifier: name, name, function: code });
    await createSession(client.app, 'blocks', {
      channels: [fine, coarse, third],
      parameters: [
        measured('c1', 1),
        measured('c3', 3),
        measured('merged', 1, 2),
        computed('sum', '$merged + $c3 * 2'),
        computed('more', '$sum - $c1 / ($c3 + 0.5)'),
      ],
    });
    for (const one of [fine, coarse, third]) {
      // Every channel is silent for a while, each at another time.
      const silent = one.channelId * 60_000;
      const steps = count(LENGTH / Number(one.interval / 10n || 1n));
      const times = steps.map((i) => i * Number(one.interval));
      for (const part of [
        times.filter((time) => time < silent),
        times.filter((time) => time >= silent + 30_000),
      ]) {
        const values = part.map((time) => (time * 7 + one.channelId) % 1009);
        await write(client.app, 'blocks', periodic(START + BigInt(part[0]!), values, one));
      }
    }
  });

  it.each([
    [0, 300_000],
    [40_950, 40_950],
    [40_949, 40_961],
    [59_990, 90_010],
    [100_003, 250_007],
    [61_000, 62_000],
  ])('give from %i to %i ns what GraphQL gives of whole series', async (from, to) => {
    const offset = { startTime: String(from), endTime: String(to) };
    const rows = await fromGraphQL(client.app, 'blocks', PARAMETERS, { window: { offset } });
    const query = { parameters: PARAMETERS, offsetStart: String(from), offsetEnd: String(to) };
    const read = fromArrow(await client.get('blocks', 'arrow', query)).rows;
    expect(isDeepStrictEqual(read, rows)).toBe(true);
  });
});
