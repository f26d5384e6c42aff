import { describe, expect, it } from 'vitest';
import { checkSqliteHeader } from '../../../src/importers/ssn2/sqlite-header.ts';

interface Header {
  readonly pageSize?: number;
  readonly pages?: number;
  readonly changes?: number;
  readonly validFor?: number;
  readonly formats?: readonly [number, number];
}

function header({
  pageSize = 4096,
  pages = 3,
  changes = 9,
  validFor = 9,
  formats = [1, 1],
}: Header) {
  const bytes = Buffer.alloc(100);
  bytes.write('SQLite format 3\0', 'latin1');
  bytes.writeUInt16BE(pageSize, 16);
  bytes.set(formats, 18);
  bytes.writeUInt32BE(changes, 24);
  bytes.writeUInt32BE(pages, 28);
  bytes.writeUInt32BE(validFor, 92);
  return bytes;
}

describe('checkSqliteHeader', () => {
  it.each<[string, Header, number]>([
    ['all its pages', {}, 3 * 4096],
    ['more pages than it says', {}, 4 * 4096],
    ['pages of 64 KiB', { pageSize: 1, pages: 2 }, 131_072],
    ['a page count that is out of date', { pages: 900, validFor: 8 }, 3 * 4096],
  ])('accepts a file with %s', (_title, fields, size) => {
    expect(checkSqliteHeader(header(fields), size)).toEqual({ problem: null, walMode: false });
  });

  it.each<[string, Header, number]>([
    ['SSN2_EMPTY_FILE', {}, 0],
    ['SSN2_FILE_TRUNCATED', {}, 2 * 4096],
    ['SSN2_FILE_TRUNCATED', {}, 3 * 4096 - 1],
    ['SSN2_FILE_TRUNCATED', { pageSize: 1, pages: 3 }, 131_072],
    ['SSN2_FILE_TRUNCATED', { pages: 0xffff_ffff }, 3 * 4096],
    ['SSN2_SQLITE_CORRUPT', { pageSize: 0 }, 3 * 4096],
    ['SSN2_SQLITE_CORRUPT', { pageSize: 256 }, 3 * 4096],
    ['SSN2_SQLITE_CORRUPT', { pageSize: 4095 }, 3 * 4095],
  ])('reports %s for %o and %i bytes', (code, fields, size) => {
    expect(checkSqliteHeader(header(fields), size).problem?.code).toBe(code);
  });

  it.each([99, 0, 16])('reports SSN2_NOT_SQLITE for %i bytes of header', (length) => {
    const { problem } = checkSqliteHeader(header({}).subarray(0, length), 4096);
    expect(problem?.code).toBe('SSN2_NOT_SQLITE');
  });

  it.each([
    [2, 2],
    [1, 2],
    [2, 1],
  ] as const)('finds WAL mode in the format numbers %i and %i', (write, read) => {
    expect(checkSqliteHeader(header({ formats: [write, read] }), 3 * 4096).walMode).toBe(true);
  });
});
