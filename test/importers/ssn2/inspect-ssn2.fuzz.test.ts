import { describe, expect, it } from 'vitest';
import { ImportError } from '../../../src/importers/import-error.ts';
import { inspectSsn2 } from '../../../src/importers/ssn2/inspect-ssn2.ts';
import { SSN2_CODES } from '../../../src/importers/ssn2/ssn2-codes.ts';
import { built, copyOf, editBlob, editBytes, hasSamples, samplePath } from './edit-ssn2.ts';

type Random = () => number;

/** Numbers from 0 to 1, the same for the same seed. */
function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const below = (random: Random, limit: number) => Math.floor(random() * limit);

/** Overwrite 1 to 6 bytes anywhere. */
function scramble(bytes: Buffer, random: Random): undefined {
  for (let n = 1 + below(random, 6); n > 0; n--) {
    if (bytes.length > 0) bytes[below(random, bytes.length)] = below(random, 256);
  }
}

const MUTATIONS: Readonly<Record<string, (path: string, random: Random) => void>> = {
  'changed bytes': (path, random) => editBytes(path, (file) => scramble(file, random)),
  'changed bytes of the first pages': (path, random) =>
    editBytes(path, (file) => scramble(file.subarray(0, 3 * 4096), random)),
  'a page written over another': (path, random) =>
    editBytes(path, (file) => {
      const pages = file.length / 4096;
      const from = below(random, pages) * 4096;
      file.copyWithin(below(random, pages) * 4096, from, from + 4096);
      return undefined;
    }),
  'a cut file': (path, random) =>
    editBytes(path, (file) => file.subarray(0, below(random, file.length))),
  'changed data': (path, random) => editBlob(path, 'Data', (blob) => scramble(blob, random)),
  'a changed index': (path, random) =>
    editBlob(path, 'IndexData', (blob) => scramble(blob.subarray(4), random)),
  'a changed timing index': (path, random) =>
    editBlob(path, 'DeltasIndex', (blob) => scramble(blob.subarray(4), random)),
};

const ROUNDS = 50;
const pristine = built();
const BASES = [
  { base: 'a built recording', path: pristine, skip: false },
  {
    base: 'a sample (skipped without ../shared/data/ssn2)',
    path: samplePath('motorsport-lap-analysis.ssn2'),
    skip: !hasSamples,
  },
];

for (const { base, path, skip } of BASES) {
  describe.skipIf(skip)(`inspectSsn2 of ${base}`, () => {
    it.each(Object.entries(MUTATIONS))('with %s ends as documented', async (title, mutate) => {
      for (let round = 0; round < ROUNDS; round++) {
        const random = seeded(round * 1000 + title.length);
        const copy = copyOf(path);
        mutate(copy, random);
        expect({ round, ...(await outcome(copy)) }).toEqual({ round, unknown: [], other: null });
      }
    });
  });
}

/** Codes that are not documented, and any error that is not an ImportError. */
async function outcome(path: string) {
  const unknown = (found: readonly string[]) => found.filter((code) => !(code in SSN2_CODES));
  try {
    const recording = await inspectSsn2(path);
    try {
      let samples = 0;
      for await (const block of recording.readBlocks()) samples += block.sampleCount;
      expect(samples).toBe(recording.sampleCount);
      return { unknown: unknown(recording.warnings.map(({ code }) => code)), other: null };
    } finally {
      recording.close();
    }
  } catch (error) {
    if (error instanceof ImportError) return { unknown: unknown([error.code]), other: null };
    return { unknown: [], other: error };
  }
}
