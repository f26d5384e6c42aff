import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Writer } from '../../src/db/db.ts';
import { rebuildDerivedData } from '../../src/derived-data/derived-data.ts';
import { anySession, toSessionInput, type WrittenSession } from '../support/any-session.ts';
import { expectDerivedData } from '../support/derived-data.ts';
import { saveMutation, useCatalogue } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { save, ask, askData } = catalogue;

const SAVE = saveMutation();
const DELETE = 'mutation ($i: [String!]!) { deleteSessions(identities: $i) { deleted } }';
const END = 'mutation ($i: String!) { endSession(identity: $i, state: FAILED) { applied } }';

/** A few identities, so that writes meet each other. */
const identity = fc.constantFrom('a', 'b', 'c', 'd', 'e');

type Write =
  | { readonly kind: 'save'; readonly identity: string; readonly session: WrittenSession }
  | { readonly kind: 'update'; readonly identity: string; readonly update: object }
  | { readonly kind: 'end' | 'delete'; readonly identity: string }
  | { readonly kind: 'deleteFolder'; readonly folder: string };

const anyUpdate: fc.Arbitrary<object> = fc.constantFrom(
  { clearType: true },
  { clearVersion: true },
  { clearQuality: true },
  { clearTimeRange: true },
  { setState: 'OPEN' },
  { updateLabels: ['wet', 'new'] },
  { deleteLabels: ['wet', 'dry'] },
  { setIdentifier: 'Another name' },
  { setTimestamp: '2030-01-01T00:00:00+01:00' },
  { deleteDetails: { keys: ['k', 'a.b'] } },
  { updateDetailsJson: { json: { k: 1 } } },
  { updateDetailsJson: { category: 'Car', json: { k: 'text' } } },
  { setTimeRange: { startTime: '-9223372036854775808', endTime: '9223372036854775807' } },
  { setRefAnchors: ['x'] },
  { setRefAnchors: ['y', 'z'] },
  { setChildOfRefs: ['x'] },
  { setAlternateOfRefs: ['y', 'z'] },
  { setChildOfRefs: [] },
  { setFolders: ['f1'] },
  { updateFolders: ['f2', 'f1'] },
  { deleteFolders: ['f1'] },
  { setFolders: ['f1', 'f2', 'f3'] },
);

const anyWrite: fc.Arbitrary<Write> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('save' as const), identity, session: anySession }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('update' as const), identity, update: anyUpdate }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end' as const), identity }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), identity }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('deleteFolder' as const),
      folder: fc.constantFrom('f1', 'f2', 'f3'),
    }),
  },
);

async function write(one: Write): Promise<void> {
  switch (one.kind) {
    case 'save':
      await save(toSessionInput(one.identity, one.session));
      return;
    case 'update':
      // A session that is not there is created, so that there is something to change.
      // Its folder may just have been deleted by another.
      await ask(SAVE, {
        input: { identity: one.identity, createIfNotExists: {}, updates: [one.update] },
      });
      return;
    case 'end':
      // One that has ended already, or is not there, is refused.
      await ask(END, { i: one.identity });
      return;
    case 'delete':
      await askData(DELETE, { i: [one.identity] });
      return;
    case 'deleteFolder':
      await askData('mutation ($f: [String!]!) { deleteFolders(identities: $f) { deleted } }', {
        f: [one.folder],
      });
      await putFolders();
  }
}

/** Of writers that come together another may delete the first before the second is made. */
async function putFolders(): Promise<void> {
  await ask(`mutation {
    f1: putFolder(input: { identity: "f1", label: "F1" }) { created }
    f2: putFolder(input: { identity: "f2", parentIdentity: "f1", label: "F2" }) { created }
    f3: putFolder(input: { identity: "f3", label: "F3" }) { created }
  }`);
}

/** Make all that is derived wrong, or take it away. */
async function spoil({ sql }: Writer): Promise<void> {
  for (const statement of [
    'DELETE FROM "SessionSearch"',
    'DELETE FROM "PropertyCount"',
    `INSERT INTO "PropertyCountChange" ("category", "key", "valueKey", "type", "folderSetId", "change")
     VALUES ('', 'k', '', 'LONG', 1, 3)`,
    `UPDATE "SessionDetail" SET "valueKey" = '', "sessionTimestampNs" = 1`,
    'UPDATE "SessionLabel" SET "sessionTimestampNs" = 2',
    'UPDATE "SessionFolder" SET "sessionTimestampNs" = 3',
    'UPDATE "ConfigBinding" SET "sessionTimestampNs" = 4',
    `UPDATE "Session" SET "durationNs" = 5, "versionKey" = 'x', "metadataRevision" = 0,
       "folderSetId" = 1, "subSession" = 1 - "subSession"`,
  ]) {
    await sql.run(statement);
  }
}

describe('what is derived from sessions', () => {
  it('follows any writes, one after the other', async () => {
    await putFolders();
    await fc.assert(
      fc.asyncProperty(fc.array(anyWrite, { minLength: 1, maxLength: 12 }), async (writes) => {
        for (const one of writes) await write(one);
        await expectDerivedData(catalogue.app.runtime.db);
      }),
      { numRuns: 40 },
    );
  });

  it('follows writes that come together', async () => {
    await putFolders();
    await fc.assert(
      fc.asyncProperty(fc.array(anyWrite, { minLength: 8, maxLength: 24 }), async (writes) => {
        await Promise.all(writes.map(write));
        await expectDerivedData(catalogue.app.runtime.db);
      }),
      { numRuns: 15 },
    );
  });

  it('is the same when all of it is derived again', async () => {
    const { db } = catalogue.app.runtime;
    await putFolders();
    await fc.assert(
      fc.asyncProperty(fc.array(anyWrite, { minLength: 10, maxLength: 20 }), async (writes) => {
        for (const one of writes) await write(one);
        await expectDerivedData(db);
        await db.write(spoil);
        await expect(expectDerivedData(db)).rejects.toThrow();
        await rebuildDerivedData(db);
        await expectDerivedData(db);
      }),
      { numRuns: 10 },
    );
  });
});
