import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FindingLog } from './finding-log.ts';
import { checkSqliteHeader, SQLITE_HEADER_BYTES } from './sqlite-header.ts';

const CHUNK_BYTES = 1024 ** 2;

/** A copy of the user's file that nobody else writes to, in a directory of its own. */
export interface PrivateCopy {
  /** To be deleted by the owner of the copy, with all that is in it. */
  readonly directory: string;
  readonly path: string;
  readonly walMode: boolean;
}

/**
 * Check the header of a file and copy it to a new directory below `parent`. The user's file is
 * only read: SQLite opens the copy, so it never sees a journal beside the original and leaves
 * none. A header in WAL mode is set to rollback mode in the copy, for SQLite would want to create
 * a `-shm` file.
 *
 * @throws {ImportError} SSN2_FILE_UNREADABLE, SSN2_FILE_TOO_LARGE or what the header check finds.
 */
export async function copyPrivately(
  path: string,
  maxBytes: number,
  log: FindingLog,
  parent: string = tmpdir(),
  signal?: AbortSignal,
): Promise<PrivateCopy> {
  let source: FileHandle | undefined;
  let directory: string | undefined;
  try {
    source = await open(path, 'r');
    const { walMode, size } = await checkSource(source, maxBytes, log);
    directory = await mkdtemp(join(parent, 'ssn2-'));
    const copy = join(directory, 'recording.sqlite');
    await copyBytes(source, copy, size, walMode, log, signal);
    return { directory, path: copy, walMode };
  } catch (error) {
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
    if (!isSystemError(error)) throw error;
    throw log.fatal(
      'SSN2_FILE_UNREADABLE',
      `the file cannot be read or copied (${error.code}). Nothing was imported.`,
      { reason: error.code },
      error,
    );
  } finally {
    await source?.close();
  }
}

async function checkSource(source: FileHandle, maxBytes: number, log: FindingLog) {
  const stat = await source.stat();
  if (!stat.isFile()) {
    throw log.fatal('SSN2_FILE_UNREADABLE', 'this is not a file. Nothing was imported.');
  }
  if (stat.size > maxBytes) {
    throw log.fatal(
      'SSN2_FILE_TOO_LARGE',
      `the file has ${stat.size} bytes, the limit is ${maxBytes}. Nothing was imported.`,
      { bytes: stat.size, limit: maxBytes },
    );
  }
  const head = new Uint8Array(SQLITE_HEADER_BYTES);
  const { bytesRead } = await source.read(head, 0, head.length, 0);
  const { problem, walMode } = checkSqliteHeader(head.subarray(0, bytesRead), stat.size);
  if (problem !== null) throw log.fatal(problem.code, problem.message, { bytes: stat.size });
  return { walMode, size: stat.size };
}

async function copyBytes(
  source: FileHandle,
  path: string,
  size: number,
  walMode: boolean,
  log: FindingLog,
  signal: AbortSignal | undefined,
): Promise<void> {
  const target = await open(path, 'wx', 0o600);
  try {
    const chunk = new Uint8Array(Math.min(CHUNK_BYTES, size));
    let position = 0;
    while (position < size) {
      signal?.throwIfAborted();
      const wanted = Math.min(chunk.length, size - position);
      const { bytesRead } = await source.read(chunk, 0, wanted, position);
      if (bytesRead === 0) {
        throw log.fatal(
          'SSN2_FILE_UNREADABLE',
          'the file became shorter while it was read. Nothing was imported.',
        );
      }
      if (walMode && position === 0) chunk.set([1, 1], 18);
      await target.writeFile(chunk.subarray(0, bytesRead));
      position += bytesRead;
    }
  } finally {
    await target.close();
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return (
    error instanceof Error &&
    typeof (error as NodeJS.ErrnoException).code === 'string' &&
    (error as NodeJS.ErrnoException).syscall !== undefined
  );
}
