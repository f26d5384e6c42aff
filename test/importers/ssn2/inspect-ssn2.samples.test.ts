import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inspectSsn2 } from '../../../src/importers/ssn2/inspect-ssn2.ts';
import type { Ssn2Recording } from '../../../src/importers/ssn2/ssn2-recording.ts';
import { hasSamples, samplePath } from './edit-ssn2.ts';

interface ExpectedParameter {
  readonly conversion: string;
  readonly [key: string]: unknown;
}

interface ExpectedFile {
  readonly file: string;
  readonly session: {
    readonly startTs: number;
    readonly endTs: number;
    readonly startClock: string;
  };
  readonly configurationSets: readonly unknown[];
  readonly laps: readonly Record<string, unknown>[];
  readonly markers: readonly Record<string, unknown>[];
  readonly conversions: readonly Record<string, unknown>[];
  readonly applicationGroups: readonly unknown[];
  readonly parameterGroups: readonly Record<string, unknown>[];
  readonly parameters: readonly ExpectedParameter[];
  readonly channels: readonly ExpectedChannel[];
}

interface ExpectedChannel {
  readonly channelId: number;
  readonly name: string;
  readonly dataTypeId: number;
  readonly sourceId: number;
  readonly intervalNs: number;
  readonly sampleBlocks: number;
  readonly sampleCount: number;
  readonly firstTs: number;
  readonly lastTs: number;
  readonly first5: readonly number[];
  readonly last5: readonly number[];
  readonly rawSha256: string;
  readonly timestampsSha256: string;
}

const FILES = [
  'durability-cycle1.ssn2',
  'flight-test-manoeuvre-extraction.ssn2',
  'motorsport-lap-analysis.ssn2',
  'turbine-week1.ssn2',
];
const { files } = (
  hasSamples ? JSON.parse(readFileSync(samplePath('expected.json'), 'utf8')) : { files: [] }
) as { files: readonly ExpectedFile[] };

/** Instants as numbers, which all of these files allow. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? Number(v) : v)));
}

describe.skipIf(!hasSamples).each(FILES)(
  'inspectSsn2 of %s (skipped without ../shared/data/ssn2)',
  (name) => {
    const expected = () => files.find(({ file }) => file === name)!;
    const open = () => inspectSsn2(samplePath(name));

    it('finds nothing to warn of', async () => {
      const recording = await open();
      expect(recording.warnings).toEqual([]);
      expect(recording.leftOut).toEqual({ blocks: 0, sampleCount: 0 });
      recording.close();
    });

    it('reads the session', async () => {
      const { session, close } = await open();
      const { startClock, endClock, durationNs, ...rest } = expected().session as never as Record<
        string,
        unknown
      >;
      const { epochMidnight, ...read } = session;
      expect(plain(read)).toEqual(rest);
      expect(new Date(Number((epochMidnight + session.startTs) / 1_000_000n)).toISOString()).toBe(
        `${String(startClock).slice(0, 23)}Z`,
      );
      expect(endClock).toBeTypeOf('string');
      expect(session.endTs - session.startTs).toBe(BigInt(durationNs as number));
      close();
    });

    it('reads the configuration', async () => {
      const { configurationSets, close } = await open();
      const [set] = configurationSets;
      const wanted = expected();
      expect(
        configurationSets.map(({ id, identifier, channelOffset }) => ({
          id,
          identifier,
          channelOffset,
        })),
      ).toEqual(wanted.configurationSets);
      expect(set!.applications).toEqual(wanted.applicationGroups);
      expect(set!.groups).toEqual(
        wanted.parameterGroups.map((group) =>
          expect.objectContaining({ ...group, parentId: null }),
        ),
      );
      expect(set!.conversions).toEqual(
        wanted.conversions.map((conversion) => ({ ...conversion, identity: true })),
      );
      expect(set!.parameters).toEqual(
        wanted.parameters.map(({ conversion, ...parameter }) =>
          expect.objectContaining({ ...parameter, conversionName: conversion, description: null }),
        ),
      );
      expect(plain(set!.channels)).toEqual(
        wanted.channels.map(({ channelId, name: channel, dataTypeId, sourceId, intervalNs }) => ({
          channelId,
          name: channel,
          dataTypeId,
          dataType: 'FLOATING_POINT_32BIT',
          sourceId,
          source: 'Periodic',
          interval: intervalNs,
        })),
      );
      close();
    });

    it('reads laps and markers as stored', async () => {
      const { laps, markers, close } = await open();
      const wanted = expected();
      expect(plain(laps)).toEqual(
        wanted.laps.map(({ effectiveEndTs, endInclusive, sampleCounts, ...lap }) => lap),
      );
      expect(plain(markers)).toEqual(wanted.markers.map((marker) => ({ ...marker, labels: [] })));
      close();
    });

    it('decodes every sample', async () => {
      const recording = await open();
      const decoded = await readChannels(recording);
      expect(plain(recording.channels)).toEqual(
        expected().channels.map((channel) => ({
          channelId: channel.channelId,
          dataType: 'FLOATING_POINT_32BIT',
          interval: channel.intervalNs,
          blocks: channel.sampleBlocks,
          sampleCount: channel.sampleCount,
          firstTs: channel.firstTs,
          lastTs: channel.lastTs,
          leftOutBlocks: 0,
        })),
      );
      expect(decoded).toEqual(
        expected().channels.map(({ channelId, first5, last5, rawSha256, timestampsSha256 }) => ({
          channelId,
          first5,
          last5,
          rawSha256,
          timestampsSha256,
        })),
      );
      recording.close();
    });
  },
);

describe.skipIf(!hasSamples)(
  'the samples of the flight file (skipped without ../shared/data/ssn2)',
  () => {
    it('are those the library of the format reads', async () => {
      const lines = readFileSync(samplePath('vendor-readout-flight-test.csv'), 'utf8')
        .trim()
        .split(/\r?\n/);
      const names = lines[0]!.split(',').slice(1);
      const rows = lines.slice(1).map((line) => line.split(',').map(Number));
      const recording = await inspectSsn2(samplePath('flight-test-manoeuvre-extraction.ssn2'));
      const values = new Map<number, number[]>();
      const offsets = new Map<number, number[]>();
      for await (const block of recording.readBlocks()) {
        const own = values.get(block.channelId) ?? [];
        const times = offsets.get(block.channelId) ?? [];
        toFloats(block.bytes).forEach((value, i) => {
          own.push(value);
          const ts = block.startTs + BigInt(i) * block.interval - recording.session.startTs;
          times.push(Number(ts) / 1e6);
        });
        values.set(block.channelId, own);
        offsets.set(block.channelId, times);
      }
      const { parameters } = recording.configurationSets[0]!;
      expect(parameters.map(({ identifier }) => identifier)).toEqual(names);
      expect(rows).toHaveLength(2400);
      parameters.forEach(({ channelIds }, column) => {
        expect(values.get(channelIds[0]!)).toEqual(rows.map((row) => row[column + 1]));
        expect(offsets.get(channelIds[0]!)).toEqual(rows.map((row) => row[0]));
      });
      recording.close();
    });
  },
);

async function readChannels(recording: Ssn2Recording) {
  const channels = new Map<number, { raw: Uint8Array[]; times: bigint[] }>();
  let last = { channelId: -1, startTs: 0n };
  for await (const { channelId, startTs, interval, sampleCount, bytes } of recording.readBlocks()) {
    const inOrder =
      channelId > last.channelId || (channelId === last.channelId && startTs > last.startTs);
    expect(inOrder).toBe(true);
    last = { channelId, startTs };
    const own = channels.get(channelId) ?? { raw: [], times: [] };
    channels.set(channelId, own);
    own.raw.push(bytes);
    for (let i = 0; i < sampleCount; i++) own.times.push(startTs + BigInt(i) * interval);
  }
  return [...channels].map(([channelId, { raw, times }]) => {
    const all = Buffer.concat(raw);
    const values = toFloats(all);
    return {
      channelId,
      first5: values.slice(0, 5),
      last5: values.slice(-5),
      rawSha256: createHash('sha256').update(all).digest('hex'),
      timestampsSha256: createHash('sha256')
        .update(new Uint8Array(BigInt64Array.from(times).buffer))
        .digest('hex'),
    };
  });
}

function toFloats(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(i * 4, true));
}
