import type { Ssn2Options } from '../../../src/importers/ssn2/inspect-ssn2.ts';
import type { Ssn2Code } from '../../../src/importers/ssn2/ssn2-codes.ts';
import { blockOffsets, editBlob, editBytes, editEntry, sql } from './edit-ssn2.ts';

/** A way to damage a file, and what has to come of it. */
export interface Damage {
  readonly title: string;
  readonly edit: (path: string) => void;
  readonly options?: Ssn2Options;
  /** Default: as the code is classified; a stream at fault is fatal, for there is only one. */
  readonly ends?: 'fatal' | 'warn' | 'block';
  /** Blocks left out, for damage of more or less than one. */
  readonly blocks?: number;
}

/** Damages by the code they have to end in. */
export type Damages<C extends Ssn2Code = Ssn2Code> = Readonly<Record<C, readonly Damage[]>>;

/** A GUID, as SQL, that no row has. */
export const OTHER = "'99999999-9999-9999-9999-999999999999'";

/** Change the bytes of the file. */
export function bytes(edit: (file: Buffer) => unknown): Damage['edit'] {
  return (path) => editBytes(path, (file) => asBytes(edit(file)));
}

/** Run SQL on the file. */
export function statements(...list: string[]): Damage['edit'] {
  return (path) => sql(path, ...list);
}

/** Run SQL that changes the schema itself. */
export function unsafe(statement: string): Damage['edit'] {
  return (path) =>
    sql(path, 'PRAGMA writable_schema = ON', statement, 'PRAGMA writable_schema = OFF');
}

/** Set a column in every row of a table. */
export function set(table: string, assignment: string): Damage {
  return {
    title: `${table} with ${assignment}`,
    edit: statements(`UPDATE ${table} SET ${assignment}`),
  };
}

/** SQL that changes the channel of the lowest number. */
export function firstChannel(assignment: string): string {
  return `UPDATE ConfigurationSetChannel SET ${assignment}
    WHERE ChannelId = (SELECT min(ChannelId) FROM ConfigurationSetChannel)`;
}

/** Change the channel of the lowest number. */
export function ofFirstChannel(assignment: string): Damage {
  return { title: `a channel with ${assignment}`, edit: statements(firstChannel(assignment)) };
}

/** Change the index of the samples. */
export function index(edit: (all: Buffer) => unknown): Damage['edit'] {
  return (path) => editBlob(path, 'IndexData', (all) => asBytes(edit(all)));
}

/** Change the timing index. */
export function deltas(edit: (all: Buffer) => unknown): Damage['edit'] {
  return (path) => editBlob(path, 'DeltasIndex', (all) => asBytes(edit(all)));
}

/** Change entry `i` of the index of the samples. */
export function entry(i: number, edit: (entry: Buffer) => unknown): Damage['edit'] {
  return (path) => editEntry(path, i, (bytesOfEntry) => void edit(bytesOfEntry));
}

/** Change the stored bytes of block `i`. */
export function stored(i: number, edit: (block: Buffer) => unknown): Damage['edit'] {
  return (path) => {
    const { block } = blockOffsets(path, i);
    editBlob(path, 'Data', (all) => void edit(all.subarray(block)) as undefined);
  };
}

/** Change the timing block of block `i`. */
export function timing(i: number, edit: (block: Buffer) => unknown): Damage['edit'] {
  return (path) => {
    const offsets = blockOffsets(path, i);
    editBlob(path, 'Data', (all) => void edit(all.subarray(offsets.timing)) as undefined);
  };
}

/** Add to a 64-bit integer of a buffer. */
export function raise(buffer: Buffer, at: number, by: bigint): undefined {
  buffer.writeBigInt64LE(buffer.readBigInt64LE(at) + by, at);
}

function asBytes(result: unknown): Uint8Array | undefined {
  return result instanceof Uint8Array ? result : undefined;
}
