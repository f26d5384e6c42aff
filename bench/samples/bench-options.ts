import { parseArgs } from 'node:util';

/** What can be measured, in the order of a whole run. */
export const SECTIONS = ['scan', 'zoom', 'ingest', 'size', 'transport', 'memory'] as const;

/** A part of the bench. */
export type Section = (typeof SECTIONS)[number];

/** What a run was asked for. */
export interface BenchOptions {
  readonly only: readonly Section[];
  /** Samples of the longest recording. */
  readonly samples: number;
  /** Seconds that each kind of writing is measured for. */
  readonly seconds: number;
  /** Null for an SQLite file of the run's own. */
  readonly database: string | null;
}

/** What a section works with. */
export interface Bench extends BenchOptions {
  readonly databaseUrl: string;
  /** Removed at the end. */
  readonly folder: string;
}

/** Samples of a whole run. */
const DEFAULT_SAMPLES = 100_000_000;

/** Fewer are not worth measuring. */
const LEAST_SAMPLES = 100_000;

/** The options of the command line. @throws {Error} saying what was expected. */
export function readOptions(): BenchOptions {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: SECTIONS.join(',') },
      samples: { type: 'string', default: String(DEFAULT_SAMPLES) },
      seconds: { type: 'string', default: '5' },
      database: { type: 'string' },
    },
  });
  return {
    only: values.only.split(',').map(toSection),
    samples: toNumber('samples', values.samples, LEAST_SAMPLES),
    seconds: toNumber('seconds', values.seconds, 1),
    database: values.database ?? null,
  };
}

function toSection(name: string): Section {
  const section = SECTIONS.find((known) => known === name);
  if (section) return section;
  throw new Error(`--only: Expected some of ${SECTIONS.join(',')}, got "${name}".`);
}

function toNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`--${name}: Expected a whole number from ${least}, got "${text}".`);
}
