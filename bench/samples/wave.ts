/** First sample of every session here, nanoseconds since the Unix epoch. */
export const START_NS = 1_700_000_000_000_000_000n;

/** Nanoseconds between samples: 1 kHz. */
export const INTERVAL_NS = 1_000_000n;

/** The time of the sample at a position. */
export function waveTime(i: number): bigint {
  return START_NS + BigInt(i) * INTERVAL_NS;
}

/**
 * A 16-bit signal that another program can make too, since it is of integers alone: a slow triangle,
 * a fast one, and noise of 8 bits.
 *
 * @param from Position of the first sample.
 */
export function makeWave(from: number, count: number): Int16Array {
  const wave = new Int16Array(count);
  for (let k = 0; k < count; k++) {
    const i = from + k;
    const slow = Math.trunc(Math.abs((i % 2_000_000) - 1_000_000) / 100);
    const fast = Math.trunc(Math.abs((i % 20_000) - 10_000) / 2);
    wave[k] = slow + fast + (Math.imul(i, 2_654_435_761) >>> 24) - 8_000;
  }
  return wave;
}

/** The same in SQL, `i` being the position. */
export const WAVE_SQL = `abs(i % 2000000 - 1000000) // 100 + abs(i % 20000 - 10000) // 2
  + ((i * 2654435761) % 4294967296) // 16777216 - 8000`;

/** The same as bytes of samples, little-endian. */
export function waveBytes(from: number, count: number): Uint8Array {
  return bytesOf(makeWave(from, count));
}

/** The bytes of numbers, without copying; the machines this runs on are little-endian. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
