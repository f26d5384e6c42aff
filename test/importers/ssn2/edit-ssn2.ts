import { randomUUID } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll } from 'vitest';
import { ImportError } from '../../../src/importers/import-error.ts';
import { inspectSsn2, type Ssn2Options } from '../../../src/importers/ssn2/inspect-ssn2.ts';
import type { Ssn2Block, Ssn2Recording } from '../../../src/importers/ssn2/ssn2-recording.ts';
import { buildSsn2, type Ssn2Spec, simpleSpec } from '../../support/ssn2-builder.ts';

const SAMPLES = fileURLToPath(new URL('../../../../shared/data/ssn2/', import.meta.url));

/** Whether the public sample files are there. */
export const hasSamples = existsSync(SAMPLES);

/** Path of a public sample file. */
export function samplePath(name: string): string {
  return join(SAMPLES, name);
}

const directory = mkdtempSync(join(tmpdir(), 'ssn2-test-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A path for a new file, in a directory that is deleted after the tests of the file. */
export function freshPath(): string {
  return join(directory, `${randomUUID()}.ssn2`);
}

/** A built recording. */
export function built(spec: Ssn2Spec = simpleSpec()): string {
  const path = freshPath();
  buildSsn2(path, spec);
  return path;
}

/** A copy of a file that may be damaged. */
export function copyOf(path: string): string {
  const copy = freshPath();
  copyFileSync(path, copy);
  return copy;
}

/** Run SQL on a file; foreign keys and the schema are not guarded. */
export function sql(path: string, ...statements: string[]): void {
  const db = new Database(path);
  try {
    db.pragma('foreign_keys = OFF');
    db.pragma('synchronous = OFF');
    db.unsafeMode(true);
    for (const statement of statements) db.exec(statement);
  } finally {
    db.close();
  }
}

/** Change the bytes of a whole file. */
export function editBytes(path: string, edit: (bytes: Buffer) => Uint8Array | undefined): void {
  const bytes = readFileSync(path);
  writeFileSync(path, edit(bytes) ?? bytes);
}

type BlobName = 'IndexData' | 'DeltasIndex' | 'Data';

/** Change one blob of the first stream of a file. */
export function editBlob(
  path: string,
  name: BlobName,
  edit: (bytes: Buffer) => Uint8Array | undefined,
): void {
  const table = name === 'Data' ? 'DataBlobs' : 'DataStream';
  const db = new Database(path);
  try {
    const row = db.prepare(`SELECT rowid AS id, ${name} AS bytes FROM ${table}`).get() as {
      id: number;
      bytes: Buffer;
    };
    db.pragma('synchronous = OFF');
    const bytes = edit(row.bytes) ?? row.bytes;
    db.prepare(`UPDATE ${table} SET ${name} = ? WHERE rowid = ?`).run(bytes, row.id);
  } finally {
    db.close();
  }
}

/** Change entry `i` of the index of the samples; it starts at byte 0 of what `edit` gets. */
export function editEntry(path: string, i: number, edit: (entry: Buffer) => void): void {
  editBlob(path, 'IndexData', (bytes) => {
    edit(bytes.subarray(4 + 49 * i));
    return undefined;
  });
}

/** Where the stored bytes of block `i` and of its timing block begin in the data. */
export function blockOffsets(path: string, i: number): { block: number; timing: number } {
  const db = new Database(path, { readonly: true });
  try {
    const row = db.prepare('SELECT IndexData, DeltasIndex FROM DataStream').get() as {
      IndexData: Buffer;
      DeltasIndex: Buffer;
    };
    return {
      block: Number(row.IndexData.readBigUInt64LE(4 + 49 * i + 41)),
      timing: Number(row.DeltasIndex.readBigUInt64LE(4 + 41 * i + 33)),
    };
  } finally {
    db.close();
  }
}

/** Inspect a file and give the recording, closed; its blocks cannot be read any more. */
export async function inspect(path: string, options?: Ssn2Options): Promise<Ssn2Recording> {
  const recording = await inspectSsn2(path, { fileName: 'test.ssn2', ...options });
  recording.close();
  return recording;
}

/** The error a file ends in. Fails when it is read, or with any other error. */
export async function inspectError(path: string, options?: Ssn2Options): Promise<ImportError> {
  try {
    await inspect(path, options);
  } catch (error) {
    if (error instanceof ImportError) return error;
    throw error;
  }
  throw new Error('Expected an ImportError, the file was read.');
}

/** All blocks of a file. */
export async function readAll(path: string): Promise<Ssn2Block[]> {
  const recording = await inspectSsn2(path);
  try {
    const blocks: Ssn2Block[] = [];
    for await (const block of recording.readBlocks()) blocks.push(block);
    return blocks;
  } finally {
    recording.close();
  }
}

/** Codes of the warnings, in order, each once. */
export function codes(recording: Ssn2Recording): string[] {
  return [...new Set(recording.warnings.map(({ code }) => code))];
}
