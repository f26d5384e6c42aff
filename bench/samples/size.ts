import { statSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { Burst } from '../../src/samples/blocks/burst.ts';
import type { Bench } from './bench-options.ts';
import { printHead, printRow } from './measure.ts';
import { recordSession, withApp } from './record-session.ts';
import { recordedSignals } from './size-recordings.ts';
import { INTEGER_COUNT, type SizeSignal, sizeSignals } from './size-signals.ts';
import { bytesOf } from './wave.ts';

const MOST_SAMPLES = 1_000_000;

/** Bytes of a stored channel. */
interface StoredSize {
  readonly values: number;
  readonly times: number;
}

/** Bytes that a sample takes on disk, by the kind of signal. */
export async function benchSize({ samples, folder }: Bench): Promise<void> {
  const count = Math.min(samples, MOST_SAMPLES);
  printHead(
    `Size: bytes a sample in an SQLite database, ${count / 1e6} million of each; zlib: level 6, of all of its bytes at once`,
    'values',
    'times',
    'both',
    'of plain',
    'zlib',
    'x zlib',
  );
  const recorded = await recordedSignals();
  const signals = [...sizeSignals(count), ...(recorded ?? [])];
  const file = join(folder, 'size.db');
  const sizes = await storeAll(`file:${file}`, signals);
  const means: number[] = [];
  let total = 0;
  for (const [i, { name, bursts }] of signals.entries()) {
    const stored = sizes.get(i + 1) ?? { values: Number.NaN, times: Number.NaN };
    const all = bursts(i + 1);
    const length = all.reduce((sum, { sampleCount }) => sum + sampleCount, 0);
    const both = (stored.values + stored.times) / length;
    printSize(name, stored, length, all);
    if (i < INTEGER_COUNT) means.push(both);
    total += length;
    if (i === INTEGER_COUNT - 1) {
      printRow('(mean of those of 16 bit)', '', '', means.reduce((a, b) => a + b) / means.length);
    }
  }
  printRow('(the whole file: rows, summaries and all)', '', '', statSync(file).size / total);
  if (!recorded) console.log('  (no public recordings at ../shared/data/ssn2)');
}

function printSize(name: string, stored: StoredSize, length: number, bursts: readonly Burst[]) {
  const plain = toPlain(bursts);
  const both = (stored.values + stored.times) / length;
  const zipped = deflateSync(plain, { level: 6 }).byteLength / length;
  printRow(
    name,
    stored.values / length,
    stored.times / length,
    both,
    plain.byteLength / length,
    zipped,
    both / zipped,
  );
}

/** Values without padding, and instants of 8 bytes where samples carry their own. */
function toPlain(bursts: readonly Burst[]): Buffer {
  return Buffer.concat(
    bursts.flatMap(({ data, times }) => (times ? [data, bytesOf(times)] : [data])),
  );
}

/** Store signals as channels 1, 2... of one session. @returns sizes by the channel's number. */
function storeAll(url: string, signals: readonly SizeSignal[]): Promise<Map<number, StoredSize>> {
  return withApp(url, async (app) => {
    const channels = signals.map(({ dataType, intervalNs, bursts }, i) => ({
      channelId: i + 1,
      dataType,
      intervalNs,
      bursts: bursts(i + 1),
    }));
    await recordSession(app, 'bench size', channels);
    const rows = await app.runtime.db.read.sql.all<Record<'id' | 'values' | 'times', bigint>>(
      `SELECT "channelId" AS "id", SUM(LENGTH("data")) AS "values",
              SUM(COALESCE(LENGTH("timestamps"), 0)) AS "times"
         FROM "SampleBlock" GROUP BY "channelId"`,
    );
    return new Map(
      rows.map(({ id, values, times }) => [
        Number(id),
        { values: Number(values), times: Number(times) },
      ]),
    );
  });
}
