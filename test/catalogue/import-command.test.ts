import { writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { built, freshPath } from '../importers/ssn2/edit-ssn2.ts';
import { runPaddock as paddock } from '../support/run-paddock.ts';
import { createTestApp } from '../support/test-app.ts';
import { createTestDatabase } from '../support/test-database.ts';

describe('paddock import', () => {
  it('imports files in plain lines when it is not on a terminal', async () => {
    const database = await createTestDatabase();
    onTestFinished(() => database.drop());
    const path = built();

    const first = await paddock(['import', path], database.url);
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(first.stdout).toMatch(/: 100%\n/);
    expect(first.stdout).toMatch(
      /: imported as ".*" \(.*\): \d+ parameters, \d+ laps, \d+ samples\n/,
    );

    const again = await paddock(['import', path], database.url);
    expect(again.status).toBe(0);
    expect(again.stdout).toMatch(/nothing changed/);
  });

  it('goes on after a file that fails, and exits with 1', async () => {
    const database = await createTestDatabase();
    onTestFinished(() => database.drop());
    const empty = freshPath();
    writeFileSync(empty, '');

    const { status, stdout } = await paddock(['import', empty, built()], database.url);

    expect(status).toBe(1);
    expect(stdout).toMatch(/not imported: SSN2_EMPTY_FILE: /);
    expect(stdout).toMatch(/1 of 2 files are in the catalogue\.\n$/);
  });

  it('writes into the database of a server that runs', async () => {
    const app = await createTestApp();
    const { status } = await paddock(['import', built()], app.databaseUrl);
    expect(status).toBe(0);
    expect(await app.askData('{ sessions { totalCount } }')).toEqual({
      sessions: { totalCount: 1 },
    });
  });

  it.each([[[]], [['import']], [['import', '--wrong', 'x']], [['export', 'x']]])(
    'shows how it is used for %j, and exits with 2',
    async (args) => {
      const { status, stderr } = await paddock(args, 'file:/nowhere');
      expect(status).toBe(2);
      expect(stderr).toMatch(/^Usage: paddock import/);
    },
  );
});

describe('paddock import-configuration and export-configuration', () => {
  it('publish a document, and write it out again', async () => {
    const database = await createTestDatabase();
    onTestFinished(() => database.drop());
    const file = `${freshPath()}.json`;
    const document = {
      demo: { channels: [{ id: 1 }], conversions: [{ name: 'c:demo', format: '%s' }] },
    };
    writeFileSync(file, JSON.stringify(document));

    const first = await paddock(['import-configuration', 'demo', file], database.url);
    expect(first).toMatchObject({ status: 0, stdout: expect.stringMatching(/^demo: published\n/) });
    const again = await paddock(['import-configuration', 'demo', file], database.url);
    expect(again.stdout).toMatch(/^demo: nothing changed/);

    const exported = await paddock(['export-configuration', 'demo'], database.url);
    expect(JSON.parse(exported.stdout)).toMatchObject({ demo: { channels: [{ id: 1 }] } });
  });

  it('list the problems of a wrong document, and exit with 1', async () => {
    const database = await createTestDatabase();
    onTestFinished(() => database.drop());
    const file = `${freshPath()}.json`;
    writeFileSync(file, '{"demo": {"channels": [{"id": -1}]}}');
    const { status, stderr } = await paddock(['import-configuration', 'demo', file], database.url);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^BAD_USER_INPUT: [^\n]+\n {2}\$\.demo\.channels\[0\]\.id: /);
  });
});
