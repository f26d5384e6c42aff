import { cpus } from 'node:os';
import { performance } from 'node:perf_hooks';
import { decodeSamples } from '../src/core/blocks/decode-samples.ts';
import { encodeSamples } from '../src/core/blocks/encode-samples.ts';
import type { ConversionDefinition } from '../src/core/conversions/conversion.ts';
import { compilePipeline } from '../src/core/pipeline.ts';
import { REDUCTION_METHODS, reduceSeries } from '../src/core/series/reduce-series.ts';
import { createStatistics } from '../src/core/series/statistics.ts';

const SAMPLES = 1_000_000;
const WARM_UPS = 5;
const RUNS = 21;
const POINTS = 2_000;

/** A slow wave with some noise, as raw 16-bit values; the same in every run. */
function makeSignal(): Int16Array {
  let seed = 1;
  return Int16Array.from({ length: SAMPLES }, (_, i) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.round(12_000 * Math.sin(i / 5_000) + (seed / 2 ** 32 - 0.5) * 400);
  });
}

/** Median nanoseconds a sample of each task; tasks take turns, so that all share the weather. */
function measure(tasks: ReadonlyMap<string, () => void>): Map<string, number> {
  const times = new Map<string, number[]>();
  for (let run = -WARM_UPS; run < RUNS; run++) {
    for (const [name, task] of tasks) {
      const start = performance.now();
      task();
      const elapsed = performance.now() - start;
      if (run >= 0) times.set(name, [...(times.get(name) ?? []), elapsed]);
    }
  }
  return new Map([...times].map(([name, all]) => [name, (median(all) * 1e6) / SAMPLES]));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

const signal = makeSignal();
const little = encodeSamples(signal, 'SIGNED_16BIT');
const big = encodeSamples(signal, 'SIGNED_16BIT', 'BIG_ENDIAN');
const out = new Float64Array(SAMPLES);
const times = Float64Array.from({ length: SAMPLES }, (_, i) => i * 1_000_000);
const values = Float64Array.from(signal, (value) => value * 0.01);
const window = { startTime: 0, endTime: times[SAMPLES - 1]! };
const series = { origin: 0n, times, raw: values, values, breaks: new Uint32Array() };

/** Samples of a stored block: the server decodes and converts block by block. */
const BLOCK = 16_384;

/** Decode all blocks of a signal as a read does, and hand each on. */
function decodeBlocks(
  bytes: Uint8Array,
  byteOrder: 'LITTLE_ENDIAN' | 'BIG_ENDIAN',
  use: (raw: Float64Array) => void,
) {
  for (let from = 0; from < SAMPLES; from += BLOCK) {
    const count = Math.min(BLOCK, SAMPLES - from);
    const part = bytes.subarray(from * 2, (from + count) * 2);
    use(decodeSamples(part, 'SIGNED_16BIT', count, byteOrder));
  }
}
let decoded = 0;
const decode = (bytes: Uint8Array, byteOrder: 'LITTLE_ENDIAN' | 'BIG_ENDIAN') =>
  decodeBlocks(bytes, byteOrder, (raw) => {
    decoded += raw.length;
  });
function convertBy(conversion: ConversionDefinition, changes = {}): () => void {
  const pipeline = compilePipeline({
    dataType: 'SIGNED_16BIT',
    byteOrder: 'LITTLE_ENDIAN',
    bitShift: 0,
    dataBitMask: 0xffffffff,
    conversion,
    offset: 0,
    ...changes,
  });
  return () =>
    decodeBlocks(little, 'LITTLE_ENDIAN', (raw) => {
      decoded += pipeline.toEngineering(raw).length;
    });
}
const rawValues = Array.from({ length: 64 }, (_, i) => -16_000 + 500 * i);
const calibratedValues = rawValues.map((value) => Math.sqrt(Math.abs(value)));
const table = { kind: 'table', rawValues, calibratedValues } as const;
const texts = rawValues.map(String);
const line = { kind: 'rational', coefficients: [0, 0.01, -40, 0, 0, 1] } as const;
const parabola = { kind: 'rational', coefficients: [1e-6, 0.01, -40, 0, 1e-9, 1] } as const;
const formula = '$x * 0.01 + 40 > 0 ? sqrt($x * $x + 1) : floor($x / 60)';
const text = compilePipeline({
  dataType: 'SIGNED_16BIT',
  byteOrder: 'LITTLE_ENDIAN',
  bitShift: 0,
  dataBitMask: 0xffffffff,
  conversion: { kind: 'text', rawValues, texts, defaultText: '' },
  offset: 0,
}).text!;

const COPY = 'plain copy of the same bytes, 16-bit to 16-bit';
const copied = new Int16Array(SAMPLES);
let characters = 0;

const results = measure(
  new Map<string, () => void>([
    [COPY, () => copied.set(new Int16Array(little.buffer as ArrayBuffer))],
    ['plain widening to doubles', () => out.set(new Int16Array(little.buffer as ArrayBuffer))],
    ['decode s16', () => decode(little, 'LITTLE_ENDIAN')],
    ['decode s16, big-endian', () => decode(big, 'BIG_ENDIAN')],
    ['decode s16 + rational, a line', convertBy(line)],
    ['decode s16 + rational, all coefficients', convertBy(parabola)],
    ['decode s16 + shift, mask', convertBy(line, { bitShift: 4, dataBitMask: 0xff })],
    ['decode s16 + table of 64, nearest', convertBy({ ...table, interpolated: false })],
    ['decode s16 + table of 64, interpolated', convertBy({ ...table, interpolated: true })],
    ['decode s16 + formula of 10 operations', convertBy({ kind: 'formula', formula })],
    [
      'text of every value',
      () => {
        for (let i = 0; i < SAMPLES; i++) characters += text(signal[i]!).length;
      },
    ],
    [
      'statistics',
      () => {
        const collector = createStatistics();
        collector.add(times, values);
        collector.result();
      },
    ],
    ...REDUCTION_METHODS.map(
      (method) =>
        [
          `${method} to ${POINTS} points`,
          () => {
            reduceSeries(series, window, method, POINTS);
          },
        ] as const,
    ),
  ]),
);

const [cpu] = cpus();
const base = results.get(COPY)!;
const lines = [...results].map(
  ([name, time]) =>
    `${name.padEnd(48)}${time.toFixed(2).padStart(8)}${(time / base).toFixed(1).padStart(8)}`,
);
process.stdout.write(`${cpu?.model.trim()}, ${cpus().length} cores, node ${process.version}
${SAMPLES} samples, median of ${RUNS} runs, ${characters > 0 && decoded > 0 ? 'warm' : ''}

${'task'.padEnd(48)}${'ns'.padStart(8)}${'x copy'.padStart(8)}
${lines.join('\n')}
`);
