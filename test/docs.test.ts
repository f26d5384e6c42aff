import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../src/errors.ts';
import { SSN2_CODES } from '../src/importers/ssn2/ssn2-codes.ts';

describe('docs/import.md', () => {
  it('lists every code of the reader with its class and meaning', () => {
    const text = readFileSync('docs/import.md', 'utf8');
    const missing = Object.entries(SSN2_CODES)
      .map(([code, entry]) => `| \`${code}\` | ${entry.class} | ${entry.meaning} |`)
      .filter((row) => !text.includes(row));
    expect(missing).toEqual([]);
  });
});

describe('README.md', () => {
  it('lists every error code with its meaning', () => {
    const text = readFileSync('README.md', 'utf8');
    const missing = Object.entries(ERROR_CODES)
      .map(([code, meaning]) => `| \`${code}\` | ${meaning} |`)
      .filter((row) => !text.includes(row));
    expect(missing).toEqual([]);
  });
});
