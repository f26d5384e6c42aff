import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { ImportError } from '../../../src/importers/import-error.ts';
import { inspectSsn2 } from '../../../src/importers/ssn2/inspect-ssn2.ts';
import { SSN2_CODES } from '../../../src/importers/ssn2/ssn2-codes.ts';
import {
  floats,
  SESSION_GUID,
  type Ssn2Spec,
  STREAM_GUID,
  simpleSpec,
} from '../../support/ssn2-builder.ts';
import { built, copyOf, editBlob, editBytes, hasSamples, samplePath, sql } from './edit-ssn2.ts';

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

const ROUNDS = 25;
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

describe('inspectSsn2 of a recording with records of every kind', () => {
  const path = built(everythingSpec());

  it('finds nothing wrong with it', async () => {
    const recording = await inspectSsn2(path);
    recording.close();
    expect(recording.warnings).toEqual([]);
  });

  // Every column meets two of the values; with all of them this would take a minute.
  it.each([0, 3])(
    'ends as documented with any value in any column, from value %i',
    async (first) => {
      for (const [i, [table, column]] of filledColumns(path).entries()) {
        const copy = copyOf(path);
        const value = ODD_VALUES[(first + i) % ODD_VALUES.length]!;
        sql(copy, `UPDATE OR IGNORE [${table}] SET [${column}] = ${value}`);
        const found = await outcome(copy);
        const where = { table, column, value };
        expect({ ...where, ...found }).toEqual({ ...where, unknown: [], other: null });
      }
    },
  );
});

const ODD_VALUES = [
  'NULL',
  "'text'",
  "x'ff00'",
  '-1',
  '9223372036854775807',
  '1e400',
  "'2025-06-15 10:00:00'",
];

/** A small recording with a row in every table that is read. */
function everythingSpec(): Ssn2Spec {
  const { rows, ...rest } = simpleSpec();
  const item = { SessionId: 1, AttributeId: 1, AdditionalSelectorId: 1 };
  const values = {
    Bigint: 1,
    Bit: 1,
    Float: 1.5,
    NVarchar: 'a',
    Datetime2: '2025-06-15 10:00:00',
  };
  const tables = Object.entries(values).flatMap(([kind, AttributeValue]) => [
    [`SessionAttribute${kind}Value`, [{ ...item, AttributeValue }]],
    [`ConstantAttribute${kind}Value`, [{ ...item, AttributeValue, Units: 'm' }]],
  ]);
  const data = { SessionId: 1, DataItemGUID: 'g', AttributeName: 'a', AttributeValue: floats(1) };
  return {
    ...rest,
    rows: {
      ...rows,
      ...Object.fromEntries(tables),
      SessionDataItem: [data],
      ConstantDataItem: [data],
      Attribute: [{ AttributeId: 1, AttributeName: 'a' }],
      DataType: [{ DataTypeId: 6, DataTypeName: 'Float', NumberOfBits: 32, NumberOfBytes: 4 }],
      ChannelSource: [{ ChannelSourceId: 0, ChannelSourceDescription: 'Periodic' }],
      ConfigurationSetApplicationGroup: [
        { ApplicationGroupId: 1, ConfigurationSetId: 1, ApplicationGroupName: 'Car' },
      ],
      ConfigurationSetParameterGroup: [
        { ParameterGroupId: 1, ApplicationGroupId: 1, ParameterGroupName: 'G', Depth: 0 },
      ],
      ConfigurationSetParameterGroupParameter: [{ ParameterId: 1, ParameterGroupId: 1 }],
      ConfigurationSetFormulaConversion: [
        { ConfigurationSetId: 1, ConversionName: 'f', Units: '', Format: '', Formula: '1' },
      ],
      ConfigurationSetEventDefinition: [
        { EventDefinitionId: 1, EventDefinitionKey: 1, ConfigurationSetId: 1, Priority: 0 },
      ],
      ConfigurationSetEventDefinitionConversion: [
        { EventDefinitionId: 1, ConversionName: 'f', Index: 0 },
      ],
      Marker: [{ MarkerId: 1, SessionId: 1, Text: 'm', Timestamp: 1, MarkerGuid: STREAM_GUID }],
      MarkerLabel: [{ MarkerId: 1, Name: 'n' }],
      SessionAssociate: [{ ParentSessionKey: SESSION_GUID, ChildSessionKey: STREAM_GUID }],
    },
  };
}

/** Table and column of all tables with rows; row ids can hold nothing but integers. */
function filledColumns(path: string): [string, string][] {
  const db = new Database(path, { readonly: true });
  try {
    const columns = db
      .prepare<[], [string, string]>(
        `SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c
         WHERE m.type = 'table' AND NOT (c.pk AND lower(c.type) = 'integer')`,
      )
      .raw()
      .all();
    return columns.filter(([table]) => db.prepare(`SELECT 1 FROM [${table}]`).get() !== undefined);
  } finally {
    db.close();
  }
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
