import type { Ssn2Code } from './ssn2-codes.ts';

/** Bytes of the header of a SQLite database. */
export const SQLITE_HEADER_BYTES = 100;

const MAGIC = 'SQLite format 3\0';

/** What is wrong with the header, or null; and whether it asks for write-ahead logging. */
export interface HeaderFinding {
  readonly problem: { readonly code: Ssn2Code; readonly message: string } | null;
  readonly walMode: boolean;
}

/**
 * Check the first 100 bytes of a file of `size` bytes, before SQLite sees it. `head` may be
 * shorter when the file is.
 */
export function checkSqliteHeader(head: Uint8Array, size: number): HeaderFinding {
  const bad = (code: Ssn2Code, message: string) => ({ problem: { code, message }, walMode: false });
  if (size === 0) return bad('SSN2_EMPTY_FILE', 'the file is empty. Nothing was imported.');
  if (head.length < SQLITE_HEADER_BYTES || !hasMagic(head)) {
    return bad('SSN2_NOT_SQLITE', 'this is not a SQLite database. Nothing was imported.');
  }
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const field = view.getUint16(16);
  const pageSize = field === 1 ? 65_536 : field;
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0) {
    return bad(
      'SSN2_SQLITE_CORRUPT',
      `the header declares pages of ${pageSize} bytes, which no SQLite database has. Nothing was imported.`,
    );
  }
  if (size % pageSize !== 0) {
    return bad(
      'SSN2_FILE_TRUNCATED',
      `the file ends within a page (${size} bytes, pages of ${pageSize}): it was cut short or never finished. Nothing was imported.`,
    );
  }
  // The page count is only kept up to date by writers that set both counters alike.
  const pageCount = view.getUint32(28);
  if (view.getUint32(24) === view.getUint32(92) && size < pageCount * pageSize) {
    return bad(
      'SSN2_FILE_TRUNCATED',
      `the file has ${size / pageSize} pages, its header says ${pageCount}: it was cut short or never finished. Nothing was imported.`,
    );
  }
  return { problem: null, walMode: head[18] === 2 || head[19] === 2 };
}

function hasMagic(head: Uint8Array): boolean {
  for (let i = 0; i < MAGIC.length; i++) if (head[i] !== MAGIC.charCodeAt(i)) return false;
  return true;
}
