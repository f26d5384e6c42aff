import { closeSync, mkdirSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

const CHUNK_BYTES = 4 * 1024 ** 2;

/**
 * The data of the streams, each in a file of its own. SQLite loads a whole blob to give any part
 * of it, so each is taken out once; from here blocks are read in any order.
 */
export interface BlobSpool {
  /** Store the data of the next stream and give its number, from 0. */
  add(blob: Uint8Array): Promise<number>;
  /** A reader; to be closed. */
  openReader(): BlobReader;
}

/** Reads spooled data. Files are opened when they are first read. */
export interface BlobReader {
  /** Exactly `length` bytes from `offset`, in memory of their own. */
  read(stream: number, offset: number, length: number): Uint8Array;
  close(): void;
}

/** A spool in a directory that is created below `parent`. */
export function createBlobSpool(parent: string): BlobSpool {
  const directory = join(parent, 'streams');
  mkdirSync(directory, { mode: 0o700 });
  let count = 0;
  const pathOf = (stream: number) => join(directory, String(stream));
  return {
    async add(blob) {
      const file = await open(pathOf(count), 'wx', 0o600);
      try {
        for (let at = 0; at < blob.length; at += CHUNK_BYTES) {
          await file.writeFile(blob.subarray(at, at + CHUNK_BYTES));
        }
      } finally {
        await file.close();
      }
      return count++;
    },
    openReader: () => createReader(pathOf),
  };
}

function createReader(pathOf: (stream: number) => string): BlobReader {
  // One file at a time: blocks of a channel are next to each other, and a file may hold thousands
  // of streams.
  let current: { readonly stream: number; readonly descriptor: number } | null = null;
  const close = () => {
    if (current !== null) closeSync(current.descriptor);
    current = null;
  };
  return {
    read(stream, offset, length) {
      if (current?.stream !== stream) {
        close();
        current = { stream, descriptor: openSync(pathOf(stream), 'r') };
      }
      const bytes = new Uint8Array(length);
      let done = 0;
      while (done < length) {
        const read = readSync(current.descriptor, bytes, done, length - done, offset + done);
        if (read === 0) throw new RangeError(`Expected ${length} bytes at ${offset}, got ${done}.`);
        done += read;
      }
      return bytes;
    },
    close,
  };
}
