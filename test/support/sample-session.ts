import { type DataType, sampleWidth } from '../../src/core/data-type.ts';
import type { Answer, TestApp } from './test-app.ts';

/** Some instant that no JavaScript number holds. */
export const START = 1_700_000_000_123_456_789n;
/** Nanoseconds of a millisecond. */
export const MS = 1_000_000n;

/** A channel as `ChannelInput` takes it. */
export interface TestChannel {
  readonly channelId: number;
  readonly dataSource?: string;
  readonly dataType?: DataType;
  readonly interval?: bigint;
}

/** What a session records. */
export interface Recording {
  readonly channels: readonly TestChannel[];
  /** `ParameterInput`s; absent: one a channel, with the identifier `c` and its number. */
  readonly parameters?: readonly Readonly<Record<string, unknown>>[];
  readonly conversions?: readonly Readonly<Record<string, unknown>>[];
  readonly channelOffset?: number;
}

export const PERIODIC_S16: TestChannel = {
  channelId: 1,
  dataSource: 'PERIODIC',
  dataType: 'SIGNED_16BIT',
  interval: 10n * MS,
};

/** Publish a configuration set for each recording, and create an open session that uses them. */
export async function createSession(
  { askData }: Pick<TestApp, 'askData'>,
  identity: string,
  ...recordings: readonly Recording[]
): Promise<void> {
  for (const [i, { channels, parameters, conversions }] of recordings.entries()) {
    const application = {
      name: `App${i}`,
      conversions: conversions ?? [],
      channels: channels.map(({ interval, ...channel }) => ({
        ...channel,
        ...(interval === undefined ? {} : { interval: String(interval) }),
      })),
      parameters:
        parameters ??
        channels.map(({ channelId }) => ({
          identifier: `c${channelId}`,
          name: `Channel ${channelId}`,
          channels: [channelId],
        })),
    };
    await askData(
      'mutation ($input: ConfigurationSetInput!) { createConfigurationSet(input: $input) { created } }',
      { input: { identifier: `${identity}/${i}`, applications: [application] } },
    );
  }
  await askData(
    'mutation ($input: CreateOrUpdateSessionInput!) { createOrUpdateSession(input: $input) { created } }',
    {
      input: {
        identity,
        createIfNotExists: { state: 'OPEN' },
        updates: [
          {
            setConfigBindings: recordings.map(({ channelOffset }, i) => ({
              identifier: `${identity}/${i}`,
              channelOffset: channelOffset ?? 0,
            })),
          },
        ],
      },
    },
  );
}

const WRITE = `mutation ($input: WriteDataInput!) {
  writeData(input: $input) {
    accepted sampleCount duplicates replaced timeRange { startTime endTime }
    session { timeRange { startTime endTime } }
  }
}`;

/** A message of `writeData`. */
export type Message = Readonly<Record<string, unknown>>;

/** Write, and give the whole answer. */
export function askWrite(
  { ask }: Pick<TestApp, 'ask'>,
  session: string,
  messages: readonly Message[],
): Promise<Answer> {
  return ask(WRITE, { input: { session, messages } });
}

/** Write without errors, and give the payload. */
export async function write(
  { askData }: Pick<TestApp, 'askData'>,
  session: string,
  ...messages: readonly Message[]
) {
  return (await askData(WRITE, { input: { session, messages } })).writeData;
}

/** Numbers as the bytes of samples; three a sample for a triple float. */
export function toBytes(values: readonly number[], dataType: DataType, bigEndian = false): Buffer {
  const numbers = dataType === 'TRIPLE_FLOATING_POINT_32BIT' ? 3 : 1;
  const width = sampleWidth(dataType) / numbers;
  const bytes = Buffer.alloc(values.length * width);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  values.forEach((value, i) => {
    if (dataType === 'DOUBLE_64BIT') view.setFloat64(i * 8, value, !bigEndian);
    else if (dataType.includes('FLOATING')) view.setFloat32(i * 4, value, !bigEndian);
    else if (width === 4) view.setInt32(i * 4, value, !bigEndian);
    else if (width === 2) view.setInt16(i * 2, value, !bigEndian);
    else view.setInt8(i, value);
  });
  return bytes;
}

/** A periodic burst of `PERIODIC_S16`, unless told otherwise. */
export function periodic(
  startTimestamp: bigint,
  values: readonly number[],
  { channelId, interval = 10n * MS, dataType = 'SIGNED_16BIT' }: TestChannel = PERIODIC_S16,
): Message {
  const samples = values.length / (dataType === 'TRIPLE_FLOATING_POINT_32BIT' ? 3 : 1);
  return {
    periodic: {
      channelId,
      startTimestamp: String(startTimestamp),
      interval: String(interval),
      samples,
      buffer: toBytes(values, dataType).toString('base64'),
    },
  };
}

/** A burst of samples with their own times; of doubles, unless told otherwise. */
export function timestamped(
  channelId: number,
  times: readonly bigint[],
  values: readonly number[],
  dataType: DataType = 'DOUBLE_64BIT',
): Message {
  return {
    timestamped: {
      channelId,
      timestamps: times.map(String),
      buffer: toBytes(values, dataType).toString('base64'),
    },
  };
}

/** int64 little-endian, as `timestampsBase64` has them. */
export function toTimesBase64(times: readonly bigint[]): string {
  return Buffer.from(BigInt64Array.from(times).buffer).toString('base64');
}

/** The inverse. */
export function fromTimesBase64(text: string): bigint[] {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return [...new BigInt64Array(bytes.buffer)];
}

/** 64-bit floats little-endian from base64. */
export function fromFloatsBase64(text: string): number[] {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return [...new Float64Array(bytes.buffer)];
}

const SERIES = `fragment series on SampleSeries {
  sourceCount count method buckets window { startTime endTime }
  timestampsBase64 valuesBase64 rawValuesBase64
}`;
const READ = `query ($id: String!, $parameters: [String!]!, $window: WindowInput, $resolution: ResolutionInput) {
  session(identity: $id) {
    samples(parameters: $parameters, window: $window, resolution: $resolution) { ...series }
  }
} ${SERIES}`;

/** What is asked of `Session.samples`. */
export interface ReadRequest {
  readonly window?: Readonly<Record<string, unknown>>;
  readonly resolution?: { readonly maxPoints: number; readonly method?: string };
}

/** One series of an answer, with its arrays decoded. */
export interface TestSeries {
  readonly sourceCount: number;
  readonly count: number;
  readonly method: string | null;
  readonly buckets: number | null;
  readonly window: { readonly startTime: string; readonly endTime: string } | null;
  readonly times: bigint[];
  readonly values: number[];
  readonly raw: number[];
}

/** Read the samples of one parameter. */
export async function read(
  { askData }: Pick<TestApp, 'askData'>,
  id: string,
  parameter: string,
  request: ReadRequest = {},
): Promise<TestSeries> {
  const data = await askData(READ, { id, parameters: [parameter], ...request });
  const [one] = data.session.samples;
  const { timestampsBase64, valuesBase64, rawValuesBase64, ...rest } = one;
  return {
    ...rest,
    times: fromTimesBase64(timestampsBase64),
    values: fromFloatsBase64(valuesBase64),
    raw: fromFloatsBase64(rawValuesBase64),
  };
}

/** Ask for samples, errors and all. */
export function askRead(
  { ask }: Pick<TestApp, 'ask'>,
  id: string,
  parameters: readonly string[],
  request: ReadRequest = {},
): Promise<Answer> {
  return ask(READ, { id, parameters, ...request });
}

/** A stored block as the API gives it. */
export interface TestBlock {
  readonly channelId: number;
  readonly startTime: string;
  readonly endTime: string;
  readonly interval: string;
  readonly sampleCount: number;
  readonly dataType: DataType;
  readonly data: string;
  readonly timestamps: string | null;
}

/** All blocks of a session, by channel and time. */
export async function readBlocks(
  { askData }: Pick<TestApp, 'askData'>,
  id: string,
  channels?: readonly number[],
): Promise<TestBlock[]> {
  const blocks: TestBlock[] = [];
  for (let after: string | null = null; ; ) {
    const { session } = await askData(
      `query ($id: String!, $channels: [UInt32!], $after: String) {
        session(identity: $id) {
          sampleBlocks(channels: $channels, first: 100, after: $after) {
            nodes { channelId startTime endTime interval sampleCount dataType data timestamps }
            pageInfo { hasNextPage endCursor }
          }
        }
      }`,
      { id, channels, after },
    );
    const { nodes, pageInfo } = session.sampleBlocks;
    blocks.push(...nodes);
    if (!pageInfo.hasNextPage) return blocks;
    after = pageInfo.endCursor;
  }
}

/** The times and bytes of the samples in blocks. */
export function samplesOf(blocks: readonly TestBlock[]): { times: bigint[]; bytes: Buffer } {
  const times = blocks.flatMap(({ startTime, interval, sampleCount, timestamps }) =>
    timestamps === null
      ? Array.from(
          { length: sampleCount },
          (_, i) => BigInt(startTime) + BigInt(i) * BigInt(interval),
        )
      : fromTimesBase64(timestamps),
  );
  return { times, bytes: Buffer.concat(blocks.map(({ data }) => Buffer.from(data, 'base64'))) };
}

/** What a session knows of a channel; absent where it has none of that number. */
export async function readChannel(
  { askData }: Pick<TestApp, 'askData'>,
  id: string,
  channel: number,
) {
  const { session } = await askData(
    `query ($id: String!) {
      session(identity: $id) {
        channels { channelId sampleCount byteLength timeRange { startTime endTime } }
      }
    }`,
    { id },
  );
  return session.channels.find(({ channelId }: { channelId: number }) => channelId === channel);
}

/** Whole numbers from 0. */
export function count(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
