import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { openDb } from '../../src/db/open-db.ts';
import { expectDerivedData } from '../support/derived-data.ts';
import { makeOldTables, runStatements } from '../support/old-database.ts';
import { runPaddock } from '../support/run-paddock.ts';
import { createTestDatabase } from '../support/test-database.ts';

async function createDatabase(): Promise<string> {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  return database.url;
}

/** Open a database as the server does, and keep what it logs. */
async function start(url: string): Promise<{ app: App; logged: string[] }> {
  const logged: string[] = [];
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'warn', DATABASE_URL: url });
  const logger = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) });
  const app = await createApp(config, logger);
  onTestFinished(() => app.stop());
  return { app, logged };
}

/** Sessions as the first version stored them. */
const SESSIONS = [
  `INSERT INTO "Folder" ("identity", "parentIdentity", "label") VALUES ('f', '', 'F'), ('g', 'f', 'G')`,
  `INSERT INTO "Session" ("id", "identity", "identifier", "state", "timestampText", "timestampNs",
     "startNs", "endNs", "type", "quality", "group", "version", "createdNs", "updatedNs", "revision")
   VALUES
     (1, 'parent', 'Über Größe', 4, '2024-05-06T12:00:00Z', 1714996800000000000, 10, 25, 'rig', 0.1, 'G', '1.10.0', 1, 1, 7),
     (2, 'child', 'Second', 2, '2024-05-07T12:00:00Z', 1715083200000000000, -9000000000000000000, 9000000000000000000, NULL, NULL, NULL, 'latest', 1, 1, 3),
     (5, 'unlogged', 'Third', 28, '2024-05-08T12:00:00Z', 1715169600000000000, NULL, NULL, 'rig', 1, NULL, NULL, 1, 1, 1)`,
  `INSERT INTO "SessionDetail" ("sessionId", "category", "key", "type", "text", "number", "long", "boolean", "instantNs", "bytes")
   VALUES
     (1, '', 'text', 'STRING', 'Some words', NULL, NULL, NULL, NULL, NULL),
     (1, '', 'long text', 'STRING', '${'x'.repeat(250)}', NULL, NULL, NULL, NULL, NULL),
     (1, '', 'double', 'DOUBLE', NULL, 0.1, NULL, NULL, NULL, NULL),
     (1, 'Car', 'long', 'LONG', NULL, 9007199254740992, 9007199254740993, NULL, NULL, NULL),
     (1, 'Car', 'flag', 'BOOLEAN', NULL, NULL, NULL, true, NULL, NULL),
     (2, '', 'text', 'STRING', 'other', NULL, NULL, NULL, NULL, NULL),
     (2, '', 'double', 'LONG', NULL, 3, 3, NULL, NULL, NULL),
     (2, '', 'when', 'DATE_TIME', '2024-05-06T12:00:00Z', NULL, NULL, NULL, 1714996800000000000, NULL),
     (5, '', 'bytes', 'BYTES', NULL, NULL, NULL, NULL, NULL, NULL)`,
  `INSERT INTO "SessionLabel" ("sessionId", "label") VALUES (1, 'wet'), (1, 'dry'), (5, 'wet')`,
  `INSERT INTO "SessionFolder" ("sessionId", "folderIdentity") VALUES (1, 'f'), (1, 'g'), (2, ''), (5, 'g')`,
  `INSERT INTO "ConfigBinding" ("sessionId", "identifier", "channelOffset", "ordinal") VALUES (1, 'set', 0, 0)`,
  `INSERT INTO "SessionRef" ("sessionId", "kind", "uri") VALUES (1, 'ANCHOR', 'a'), (2, 'CHILD_OF', 'a')`,
  `INSERT INTO "SessionChange" ("sessionId", "revision", "changedNs", "changed")
   VALUES (1, 1, 1, '["type"]'), (1, 5, 1, '["labels"]'), (2, 1, 1, '["type"]')`,
];

const DERIVED = 'SELECT "version" FROM "DerivedData" WHERE "name" = \'sessions\'';

describe('a database of the first version', () => {
  it('is indexed when it is opened, once', async () => {
    const url = await createDatabase();
    await makeOldTables(url);
    await runStatements(url, SESSIONS);

    const { app, logged } = await start(url);
    await expectDerivedData(app.runtime.db);
    expect(logged.join()).toContain('Sessions of an older version are being indexed');
    const again = await start(url);
    expect(again.logged).toEqual([]);
  });

  it('answers what a new one would', async () => {
    const url = await createDatabase();
    await makeOldTables(url);
    await runStatements(url, SESSIONS);
    const { app } = await start(url);
    const response = await app.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: `{
          top: sessions { nodes { identity metadataVersion } }
          words: sessions(search: "größe words") { nodes { identity } }
          sorted: sessions(includeSubSessions: true, orderBy: [{ property: "details.double", direction: DESC }]) { nodes { identity } }
          latest: sessions(includeSubSessions: true, filter: { version: { eq: "latest" } }) { nodes { duration } }
          all: metamodel(properties: ["details.text", "labels"]) { sessionCount properties { sessionCount values } }
          folder: metamodel(folder: "f", properties: ["details.text", "labels"]) { sessionCount properties { sessionCount values } }
        }`,
      }),
    });
    expect(await response.json()).toEqual({
      data: {
        top: {
          nodes: [
            { identity: 'unlogged', metadataVersion: '1' },
            { identity: 'parent', metadataVersion: '5' },
          ],
        },
        words: { nodes: [{ identity: 'parent' }] },
        sorted: {
          nodes: [{ identity: 'child' }, { identity: 'parent' }, { identity: 'unlogged' }],
        },
        latest: { nodes: [{ duration: '18000000000000000000' }] },
        all: {
          sessionCount: 3,
          properties: [
            { sessionCount: 2, values: ['dry', 'wet'] },
            { sessionCount: 2, values: ['Some words', 'other'] },
          ],
        },
        folder: {
          sessionCount: 2,
          properties: [
            { sessionCount: 2, values: ['dry', 'wet'] },
            { sessionCount: 1, values: ['Some words'] },
          ],
        },
      },
    });
  });

  it('is new when it holds no session', async () => {
    const url = await createDatabase();
    await makeOldTables(url);
    const { app, logged } = await start(url);
    expect(logged).toEqual([]);
    expect(await app.runtime.db.read.sql.all(DERIVED)).toHaveLength(1);
  });
});

describe('a database whose sessions were indexed by older rules', () => {
  it('is indexed again, from wherever an attempt before has ended', async () => {
    const url = await createDatabase();
    const { app } = await start(url);
    await app.runtime.db.write(async ({ sql }) => {
      await sql.run('DELETE FROM "DerivedData"');
      await sql.run(`INSERT INTO "DerivedData" ("name", "version") VALUES ('sessions', 0)`);
      await sql.run(
        `INSERT INTO "Session" ("identity", "identifier", "state", "timestampText", "timestampNs",
           "version", "createdNs", "updatedNs", "revision", "metadataRevision")
         VALUES ('a', 'a', 4, '2024-05-06T12:00:00Z', 1714996800000000000, '1.0.0', 1, 1, 1, 1)`,
      );
      await sql.run(
        `INSERT INTO "SessionFolder" ("sessionId", "folderIdentity")
         SELECT "id", '' FROM "Session"`,
      );
      await sql.run(
        `INSERT INTO "PropertyCount" ("category", "key", "valueKey", "type", "folderSetId", "count")
         VALUES ('', 'half done', '', 'LONG', 1, 3)`,
      );
    });
    await expect(expectDerivedData(app.runtime.db)).rejects.toThrow();
    const again = await start(url);
    await expectDerivedData(again.app.runtime.db);
    const db = await openDb(url);
    onTestFinished(() => db.close());
    expect(await db.read.sql.all(DERIVED)).toEqual([
      { version: expect.toSatisfy((version) => Number(version) === 1) },
    ]);
  });
});

describe('paddock reindex', () => {
  it('derives everything again', async () => {
    const url = await createDatabase();
    await makeOldTables(url);
    await runStatements(url, SESSIONS);
    const first = await runPaddock(['reindex'], url);
    expect(first).toMatchObject({ status: 0 });
    expect(first.stderr).toMatch(/^sessions of an older version: .*: indexed\n$/s);
    expect(first.stdout).toMatch(/^sessions: .*sessions: 100%\nsessions: indexed\n$/s);

    await runStatements(url, [
      'DELETE FROM "PropertyCount"',
      'DELETE FROM "SessionSearch"',
      'UPDATE "Session" SET "folderSetId" = 1',
    ]);
    // Two at a time take turns.
    const both = await Promise.all([runPaddock(['reindex'], url), runPaddock(['reindex'], url)]);
    for (const { status, stderr } of both)
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { app } = await start(url);
    await expectDerivedData(app.runtime.db);
  });
});
