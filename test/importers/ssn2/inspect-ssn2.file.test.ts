import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { inspectSsn2 } from '../../../src/importers/ssn2/inspect-ssn2.ts';
import type { Ssn2Recording } from '../../../src/importers/ssn2/ssn2-recording.ts';
import { built, codes, editBytes, freshPath, inspect, inspectError, sql } from './edit-ssn2.ts';

describe('the file of the user', () => {
  it('is not changed and gets no companions; the private copy is deleted', async () => {
    const directory = mkdtempSync(join(dirname(freshPath()), 'own-'));
    const temporaryDirectory = join(directory, 'temporary');
    mkdirSync(temporaryDirectory);
    const path = join(directory, 'mine.ssn2');
    writeFileSync(path, readFileSync(built()));
    // A journal beside the file must not be rolled back into it.
    writeFileSync(`${path}-journal`, 'not a journal');
    editBytes(path, (bytes) => bytes.fill(2, 18, 20));
    const before = readFileSync(path);

    const recording = await inspectSsn2(path, { temporaryDirectory });
    expect(readdirSync(temporaryDirectory)).toHaveLength(1);
    recording.close();
    recording.close();

    expect(codes(recording)).toEqual(['SSN2_WAL_MODE']);
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(directory).sort()).toEqual(['mine.ssn2', 'mine.ssn2-journal', 'temporary']);
    expect(readdirSync(temporaryDirectory)).toEqual([]);
    await expect(recording.readBlocks().next()).rejects.toMatchObject({
      code: 'SSN2_FILE_UNREADABLE',
    });
  });

  it('leaves nothing behind when it is refused', async () => {
    const temporaryDirectory = mkdtempSync(join(dirname(freshPath()), 'own-'));
    const path = built();
    sql(path, 'DELETE FROM Session');
    await inspectError(path, { temporaryDirectory });
    expect(readdirSync(temporaryDirectory)).toEqual([]);
  });

  it('can be given up with a signal', async () => {
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    await expect(inspectSsn2(built(), { signal })).rejects.toBe(reason);
  });

  it('is never shown by its path', async () => {
    const path = built();
    sql(path, 'DELETE FROM Session');
    const error = await inspectSsn2(path).then(
      () => null,
      (caught) => caught,
    );
    expect(error.message).not.toContain(dirname(path));
    expect(JSON.stringify(error.detail)).not.toContain(dirname(path));
  });

  it('does not give away what its owner encrypted', async () => {
    const token = 'c2VjcmV0bmFtZQ==';
    const path = built();
    sql(path, `UPDATE Session SET TeamId = '${token}'`);
    sql(
      path,
      `UPDATE ConfigurationSetParameter SET ParameterIdentifier = '${token}' || ParameterId,
      ParameterName = '${token}', ParameterDescription = '${token}' || char(10)`,
    );
    sql(path, 'CREATE TABLE Audit (UserName text)', "INSERT INTO Audit VALUES ('somebody')");
    const text = show(await inspect(path));
    expect(text).not.toContain(token);
    expect(text).not.toContain('somebody');
  });

  it('is not evaluated: generated columns and checks do not run', async () => {
    const path = built();
    const slow = 'length(hex(zeroblob(400000000)))';
    sql(path, `ALTER TABLE Lap ADD COLUMN Slow integer AS (${slow})`);
    sql(path, `ALTER TABLE Marker ADD COLUMN Slow integer CHECK (Slow > ${slow})`);
    const started = performance.now();
    await inspect(path);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('is damaged when a page of a table it needs is', async () => {
    const path = built();
    const db = new Database(path, { readonly: true });
    const page = db
      .prepare("SELECT rootpage FROM sqlite_master WHERE name = 'ConfigurationSetParameter'")
      .pluck()
      .get() as number;
    db.close();
    // One cell fewer: reading the page raises no error, it only lacks a row.
    editBytes(path, (bytes) => {
      const at = (page - 1) * 4096 + 3;
      bytes.writeUInt16BE(bytes.readUInt16BE(at) - 1, at);
      return undefined;
    });
    expect(await inspectError(path)).toMatchObject({
      code: 'SSN2_SQLITE_CORRUPT',
      message:
        'test.ssn2: the database is damaged in table configurationsetparameter. Nothing was imported.',
    });
  });

  it('is refused when it cannot be read', async () => {
    const path = freshPath();
    writeFileSync(path, '');
    rmSync(path);
    expect(await inspectError(path)).toMatchObject({
      code: 'SSN2_FILE_UNREADABLE',
      detail: { reason: 'ENOENT' },
    });
  });
});

function show(recording: Ssn2Recording): string {
  return JSON.stringify(recording, (_, value) =>
    typeof value === 'bigint' ? String(value) : value,
  );
}
