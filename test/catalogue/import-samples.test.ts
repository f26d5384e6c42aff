import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const DATA = new URL('../../../shared/data/ssn2/', import.meta.url);
const hasSamples = existsSync(new URL('expected.json', DATA));

interface Expected {
  readonly files: readonly {
    readonly file: string;
    // biome-ignore lint/suspicious/noExplicitAny: the file's shape is its own.
    readonly [part: string]: any;
  }[];
}

const expected: Expected = hasSamples
  ? JSON.parse(readFileSync(new URL('expected.json', DATA), 'utf8'))
  : { files: [] };

const RECORDING = /* GraphQL */ `
  query ($identity: String!) {
    session(identity: $identity) {
      identity
      identifier
      state
      timestamp
      timeRange { startTime endTime }
      duration
      extDetails(categories: ["ssn2"])
      configBindings { identifier channelOffset configurationSet { identifier state } }
      laps { number name startTime endTime storedEndTime triggerSource countForFastestLap }
      markers { nodes { markerId label type description startTime endTime } }
      applications {
        name
        description
        applicationId
        groups { identifier description groups { identifier } parameters { identifier } }
      }
      parameters {
        nodes {
          identifier
          channelIds
          sampleCount
          timeRange { startTime endTime }
          parameter {
            name nameSource unit format offset dataBitMask errorBitMask bitShift byteOrder
            minimum maximum warningMinimum warningMaximum
            application { name }
            groups { identifier }
            conversion { __typename name unit format ... on RationalConversion { coefficients } }
          }
          statistics { count minimum maximum mean first last }
          samples {
            sourceCount count method timestampsBase64 rawValues values
          }
        }
      }
      channels {
        channelId sampleCount byteLength timeRange { startTime endTime }
        channel { name dataType dataSource interval parameters { identifier } }
      }
    }
  }
`;

describe.skipIf(!hasSamples)(
  'POST /import of the public samples (skipped without ../shared/data)',
  () => {
    let app: TestApp;
    let stop: () => Promise<void>;
    let url: string;

    beforeAll(async () => {
      ({ app, stop } = await startTestApp());
      ({ url } = await app.start());
    });
    afterAll(() => stop());

    async function post(file: string): Promise<Response> {
      return fetch(`${url}/import?name=${file}`, {
        method: 'POST',
        body: readFileSync(new URL(file, DATA)),
      });
    }

    for (const want of expected.files) {
      describe(want.file, () => {
        const midnight = hasSamples
          ? BigInt(Date.parse(`${want.session.startDateTime.slice(0, 10)}T00:00:00Z`)) * 1_000_000n
          : 0n;
        const at = (ts: number) => String(midnight + BigInt(ts));
        // biome-ignore lint/suspicious/noExplicitAny: an answer, compared with literals.
        let session: any;

        beforeAll(async () => {
          const response = await post(want.file);
          expect(response.status).toBe(200);
          const report = (await response.json()) as Record<string, unknown>;
          expect(report).toMatchObject({
            session: { identity: want.session.guid, identifier: want.session.identifier },
            created: true,
            warnings: [],
          });
          ({ session } = await app.askData(RECORDING, { identity: want.session.guid }));
        });

        it('has the session, its time and its details', () => {
          expect(session).toMatchObject({
            identity: want.session.guid,
            identifier: want.session.identifier,
            state: 'CLOSED',
            timestamp: `${want.session.startDateTime.replace(' ', 'T')}Z`,
            timeRange: { startTime: at(want.session.startTs), endTime: at(want.session.endTs) },
            duration: String(want.session.durationNs),
            extDetails: {
              ssn2: {
                versionUsedToRecord: want.session.versionUsedToRecord,
                minimumVersionToRead: want.session.minimumVersionToRead,
                timeZoneId: want.session.timeZoneId,
              },
            },
            // biome-ignore lint/suspicious/noExplicitAny: as above.
            configBindings: want.configurationSets.map((set: any) => ({
              identifier: set.identifier,
              channelOffset: set.channelOffset,
              configurationSet: { identifier: set.identifier, state: 'COMMITTED' },
            })),
          });
        });

        it('has the laps with derived ends, and the markers', () => {
          expect(session.laps).toEqual(
            // biome-ignore lint/suspicious/noExplicitAny: as above.
            want.laps.map((lap: any) => ({
              number: lap.number,
              name: lap.name,
              startTime: at(lap.startTs),
              endTime: at(lap.effectiveEndTs),
              storedEndTime: at(lap.storedFinishTs),
              triggerSource: lap.triggerSource,
              countForFastestLap: lap.countForFastestLap,
            })),
          );
          expect(session.markers.nodes).toEqual(
            // biome-ignore lint/suspicious/noExplicitAny: as above.
            want.markers.map((marker: any) => ({
              markerId: marker.guid,
              label: marker.label,
              type: marker.type,
              description: marker.description,
              startTime: at(marker.startTs),
              endTime: at(marker.endTs),
            })),
          );
        });

        it('has the samples of each lap', async () => {
          for (const lap of want.laps) {
            for (const [channelId, count] of Object.entries(lap.sampleCounts)) {
              const { identifier } = session.parameters.nodes.find((p: { channelIds: number[] }) =>
                p.channelIds.includes(Number(channelId)),
              );
              const data = await app.askData(
                'query ($identity: String!, $lap: Int!, $parameters: [String!]!) { session(identity: $identity) { lap(number: $lap) { samples(parameters: $parameters) { sourceCount } } } }',
                { identity: want.session.guid, lap: lap.number, parameters: [identifier] },
              );
              expect(data.session.lap.samples).toEqual([{ sourceCount: count }]);
            }
          }
        });

        it('has the applications, groups, parameters and conversions', () => {
          // biome-ignore lint/suspicious/noExplicitAny: as above.
          const groups = want.parameterGroups as any[];
          expect(session.applications).toEqual(
            // biome-ignore lint/suspicious/noExplicitAny: as above.
            want.applicationGroups.map((application: any) => ({
              name: application.name,
              description: application.description,
              applicationId: application.applicationId,
              groups: groups
                .filter(({ applicationGroupId }) => applicationGroupId === application.id)
                .map(({ name, description }) => ({
                  identifier: name,
                  description,
                  groups: [],
                  parameters: want.parameters
                    .filter((p: { groups: string[] }) => p.groups.includes(name))
                    .map(({ identifier }: { identifier: string }) => ({ identifier })),
                })),
            })),
          );
          for (const parameter of want.parameters) {
            const conversion = want.conversions.find(
              ({ name }: { name: string }) => name === parameter.conversion,
            );
            const found = session.parameters.nodes.find(
              ({ identifier }: { identifier: string }) => identifier === parameter.identifier,
            );
            expect(found).toMatchObject({
              channelIds: parameter.channelIds,
              parameter: {
                name: parameter.name,
                nameSource: parameter.nameSource,
                unit: parameter.units,
                format: parameter.format,
                offset: parameter.offset,
                dataBitMask: parameter.bitMask,
                errorBitMask: parameter.errorMask,
                bitShift: parameter.bitShift,
                byteOrder: 'LITTLE_ENDIAN',
                minimum: parameter.lowerLimit,
                maximum: parameter.upperLimit,
                warningMinimum: parameter.lowerWarningLimit,
                warningMaximum: parameter.upperWarningLimit,
                application: { name: parameter.application },
                groups: parameter.groups.map((identifier: string) => ({ identifier })),
                conversion: {
                  __typename: 'RationalConversion',
                  name: conversion.name,
                  unit: conversion.units,
                  format: conversion.format,
                  coefficients: conversion.coefficients,
                },
              },
            });
          }
          expect(session.parameters.nodes).toHaveLength(want.parameters.length);
        });

        it('has every sample, bit for bit', async () => {
          for (const channel of want.channels) {
            const found = session.channels.find(
              ({ channelId }: { channelId: number }) => channelId === channel.channelId,
            );
            expect(found).toEqual({
              channelId: channel.channelId,
              sampleCount: channel.sampleCount,
              byteLength: channel.sampleCount * 4,
              timeRange: { startTime: at(channel.firstTs), endTime: at(channel.lastTs) },
              channel: {
                name: channel.name,
                dataType: 'FLOATING_POINT_32BIT',
                dataSource: 'PERIODIC',
                interval: String(channel.intervalNs),
                parameters: channel.parameters.map((identifier: string) => ({ identifier })),
              },
            });

            const parameter = session.parameters.nodes.find(
              ({ identifier }: { identifier: string }) => identifier === channel.parameters[0],
            );
            const { samples, statistics } = parameter;
            expect(statistics).toEqual({
              count: channel.sampleCount,
              minimum: channel.min,
              maximum: channel.max,
              mean: channel.mean,
              first: channel.first5[0],
              last: channel.last5.at(-1),
            });
            expect(samples).toMatchObject({
              sourceCount: channel.sampleCount,
              count: channel.sampleCount,
              method: null,
            });
            expect(samples.rawValues.slice(0, 5)).toEqual(channel.first5);
            expect(samples.values.slice(-5)).toEqual(channel.last5);
            expect(sha256(Buffer.from(Float32Array.from(samples.rawValues).buffer))).toBe(
              channel.rawSha256,
            );
            expect(sha256(sinceMidnight(samples.timestampsBase64, midnight))).toBe(
              channel.timestampsSha256,
            );
            expect(await hashOfBlocks(want.session.guid, channel.channelId)).toBe(
              channel.rawSha256,
            );
          }
        });

        it('changes nothing when it is imported again, and says so', async () => {
          const before = await app.askData(RECORDING, { identity: want.session.guid });
          const response = await post(want.file);
          expect(response.status).toBe(200);
          expect(await response.json()).toMatchObject({
            created: false,
            session: { identity: want.session.guid },
            warnings: [{ code: 'ALREADY_IMPORTED' }],
          });
          expect(await app.askData(RECORDING, { identity: want.session.guid })).toEqual(before);
        });
      });
    }

    it('gives the values that the vendor read from the flight file', async () => {
      const rows = readFileSync(new URL('vendor-readout-flight-test.csv', DATA), 'utf8')
        .trim()
        .split(/\r?\n/)
        .map((line) => line.split(','));
      const [header = [], ...values] = rows;
      const flight = expected.files.find(({ file }) => file.startsWith('flight'));
      const { session } = await app.askData(
        'query ($identity: String!, $parameters: [String!]!) { session(identity: $identity) { samples(parameters: $parameters) { times(unit: MILLISECONDS) values } } }',
        { identity: flight?.session.guid, parameters: header.slice(1) },
      );
      header.slice(1).forEach((_name, i) => {
        expect(session.samples[i].values).toEqual(values.map((row) => Number(row[i + 1])));
        expect(session.samples[i].times).toEqual(values.map((row) => Number(row[0])));
      });
    });

    async function hashOfBlocks(identity: string, channelId: number): Promise<string> {
      const { session } = await app.askData(
        'query ($identity: String!, $channels: [UInt32!]!) { session(identity: $identity) { sampleBlocks(channels: $channels, first: 100) { nodes { data } pageInfo { hasNextPage } } } }',
        { identity, channels: [channelId] },
      );
      expect(session.sampleBlocks.pageInfo.hasNextPage).toBe(false);
      const bytes = session.sampleBlocks.nodes.map(({ data }: { data: string }) =>
        Buffer.from(data, 'base64'),
      );
      return sha256(Buffer.concat(bytes));
    }
  },
);

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Timestamps as the expected values have them: int64 since midnight. */
function sinceMidnight(base64: string, midnight: bigint): Buffer {
  const bytes = Buffer.from(base64, 'base64');
  for (let i = 0; i < bytes.length; i += 8) {
    bytes.writeBigInt64LE(bytes.readBigInt64LE(i) - midnight, i);
  }
  return bytes;
}
