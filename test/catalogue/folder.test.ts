import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { insertRows } from '../../src/db/insert-rows.ts';
import { ROOT_FOLDER_SET } from '../../src/folders/folder-set.ts';
import { foldPropertyCounts } from '../../src/metamodel/property-counts.ts';
import { expectDerivedData } from '../support/derived-data.ts';
import { type Json, saveMutation, useCatalogue } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { create, read, save, ask, askData, refusal } = catalogue;

const SAVE = saveMutation();
const PUT = `mutation ($input: PutFolderInput!) {
  putFolder(input: $input) { created folder { identity label description parent { identity } } }
}`;
const DELETE = `mutation ($identities: [String!]!) {
  deleteFolders(identities: $identities) { deleted notFound reparentedSessions }
}`;

const put = async (identity: string, parentIdentity?: string, more: Json = {}) =>
  (await askData(PUT, { input: { identity, label: `L ${identity}`, parentIdentity, ...more } }))
    .putFolder;

const remove = async (...identities: string[]) =>
  (await askData(DELETE, { identities })).deleteFolders;

const folder = async (identity: string, fields: string) =>
  (await askData(`query ($i: String!) { folder(identity: $i) { ${fields} } }`, { i: identity }))
    .folder;

const named = (...identities: string[]) => identities.map((identity) => ({ identity }));

const foldersOf = async (session: string) => (await read(session, 'folders { identity }')).folders;

describe('folder', () => {
  it('is the root without an identity, and by an empty one', async () => {
    const fields = '{ identity label description parent { identity } ancestors { identity } }';
    const root = {
      identity: '',
      label: 'Sessions',
      description: null,
      parent: null,
      ancestors: [],
    };
    expect(
      await askData(`{ absent: folder ${fields} empty: folder(identity: "") ${fields} }`),
    ).toEqual({ absent: root, empty: root });
  });

  it('is null when there is none', async () => {
    expect(await folder('nowhere', 'identity')).toBeNull();
  });

  it('has one level of folders, by label and then by identity', async () => {
    await put('levels');
    for (const [identity, label] of [
      ['l4', 'b'],
      ['l3', 'a'],
      ['l1', 'B'],
      ['l2', 'a'],
    ] as const) {
      await put(identity, 'levels', { label });
    }
    await put('l5', 'l3');
    expect(await folder('levels', 'hasChildren folders { identity hasChildren }')).toEqual({
      hasChildren: true,
      folders: [
        { identity: 'l1', hasChildren: false },
        { identity: 'l2', hasChildren: false },
        { identity: 'l3', hasChildren: true },
        { identity: 'l4', hasChildren: false },
      ],
    });
  });

  it('knows the folders it is below, the root first', async () => {
    await put('way 1');
    await put('way 2', 'way 1');
    await put('way 3', 'way 2');
    const fields = 'parent { identity } ancestors { identity }';
    expect(await folder('way 3', fields)).toEqual({
      parent: { identity: 'way 2' },
      ancestors: named('', 'way 1', 'way 2'),
    });
    expect(await folder('way 1', fields)).toEqual({
      parent: { identity: '' },
      ancestors: named(''),
    });
  });

  it('takes as many statements for one folder as for many', async () => {
    await put('many');
    for (let i = 0; i < 20; i++) await put(`many ${i}`, i % 2 ? `many ${i - 1}` : 'many');
    const fields = 'identity hasChildren parent { label } ancestors { label } folders { label }';
    const count = async (name: string) => {
      catalogue.app.takeStatements();
      await folder(name, `folders { ${fields} }`);
      return catalogue.app.takeStatements().length;
    };
    expect(await count('many')).toBe(await count('many 0'));
  });

  it.each(['', 'a:b', 'ü'])('is found again by the global id of "%s"', async (identity) => {
    if (identity) await put(identity);
    const { id } = await folder(identity, 'id');
    expect(
      await askData(
        'query ($id: ID!) { node(id: $id) { __typename id ... on Folder { identity } } }',
        {
          id,
        },
      ),
    ).toEqual({ node: { __typename: 'Folder', id, identity } });
  });

  it('is null by the global id of a folder that is gone', async () => {
    await put('short-lived');
    const { id } = await folder('short-lived', 'id');
    await remove('short-lived');
    expect(await askData('query ($id: ID!) { node(id: $id) { id } }', { id })).toEqual({
      node: null,
    });
  });

  it('pages through its sessions and those below, the newest first, sub-sessions too', async () => {
    await put('pages');
    await put('pages below', 'pages');
    const at = (day: number) => ({ timestamp: `2020-01-0${day}T00:00:00Z` });
    await create(at(9));
    const first = await create(at(3), { setFolders: ['pages'] }, { setRefAnchors: ['pages'] });
    const second = await create(at(2), { setFolders: ['pages below', 'pages'] });
    const third = await create(
      at(1),
      { setFolders: ['pages below'] },
      { setChildOfRefs: ['pages'] },
    );
    const fields = `sessions(first: 2) { totalCount nodes { identity } pageInfo { hasNextPage endCursor } }
      direct: sessions(subtree: false) { nodes { identity } }`;
    const { sessions, direct } = await folder('pages', fields);
    expect(sessions).toMatchObject({ totalCount: 3, nodes: named(first, second) });
    expect(sessions.pageInfo.hasNextPage).toBe(true);
    expect(direct.nodes).toEqual(named(first, second));
    const after = sessions.pageInfo.endCursor;
    const { folder: next } = await askData(
      `query ($after: String) { folder(identity: "pages") { sessions(first: 2, after: $after) {
         nodes { identity } pageInfo { hasNextPage } } } }`,
      { after },
    );
    expect(next.sessions).toEqual({ nodes: named(third), pageInfo: { hasNextPage: false } });
  });

  it('that is the root lists every session with its subtree, and else those directly in it', async () => {
    await put('not the root');
    const inRoot = await create({ timestamp: '2100-01-01T00:00:00Z' });
    const elsewhere = await create(
      { timestamp: '2100-01-02T00:00:00Z' },
      { setFolders: ['not the root'] },
    );
    const { all, direct } = await folder(
      '',
      'all: sessions(first: 2) { nodes { identity } } direct: sessions(first: 1, subtree: false) { nodes { identity } }',
    );
    expect(all.nodes).toEqual(named(elsewhere, inRoot));
    expect(direct.nodes).toEqual(named(inRoot));
  });
});

describe('putFolder', () => {
  it('makes a folder, in the root unless it says where', async () => {
    expect(await put('made', undefined, { description: 'D' })).toEqual({
      created: true,
      folder: { identity: 'made', label: 'L made', description: 'D', parent: { identity: '' } },
    });
    expect(await put('made below', 'made')).toMatchObject({
      created: true,
      folder: { parent: { identity: 'made' }, description: null },
    });
  });

  it('changes nothing when it is sent again', async () => {
    const first = await put('again', 'made', { description: 'D' });
    const second = await put('again', 'made', { description: 'D' });
    expect(second).toEqual({ ...first, created: false });
  });

  it('renames and moves; a place or a description left out is the root and none', async () => {
    await put('moved', 'made', { description: 'D' });
    expect(await put('moved', 'made below', { label: 'New' })).toEqual({
      created: false,
      folder: {
        identity: 'moved',
        label: 'New',
        description: null,
        parent: { identity: 'made below' },
      },
    });
    expect((await put('moved')).folder.parent).toEqual({ identity: '' });
    expect((await put('moved', 'made')).folder.parent).toEqual({ identity: 'made' });
    const input = { identity: 'moved', label: 'x', parentIdentity: null };
    expect((await askData(PUT, { input })).putFolder.folder.parent).toEqual({ identity: '' });
  });

  it('keeps what is in a folder that it moves', async () => {
    await put('from');
    await put('to');
    await put('box', 'from');
    await put('inner', 'box');
    const session = await create({}, { setFolders: ['inner'] });
    await put('box', 'to');
    const nodes = 'sessions { nodes { identity } }';
    expect(await folder('to', nodes)).toEqual({ sessions: { nodes: named(session) } });
    expect(await folder('from', nodes)).toEqual({ sessions: { nodes: [] } });
    expect(await folder('inner', 'ancestors { identity }')).toEqual({
      ancestors: named('', 'to', 'box'),
    });
  });

  it.each<[string, Json, string, string]>([
    [
      'the root',
      { identity: '' },
      'input.identity',
      'Expected a folder other than the root, which never changes.',
    ],
    [
      'a long identity',
      { identity: 'x'.repeat(513) },
      'input.identity',
      'Expected 1 to 512 characters, got 513.',
    ],
    ['an empty label', { label: '' }, 'input.label', 'Expected 1 to 1000 characters, got 0.'],
    [
      'a long label',
      { label: 'x'.repeat(1_001) },
      'input.label',
      'Expected 1 to 1000 characters, got 1001.',
    ],
    [
      'a long description',
      { description: 'x'.repeat(10_001) },
      'input.description',
      'Expected 0 to 10000 characters, got 10001.',
    ],
    [
      'a parent that does not exist',
      { parentIdentity: 'nowhere' },
      'input.parentIdentity',
      'Expected the identity of a folder, got "nowhere".',
    ],
  ])('refuses %s', async (_name, change, argument, message) => {
    const input = { identity: 'refused', label: 'Refused', ...change };
    expect(await refusal(PUT, { input })).toEqual({ code: 'BAD_USER_INPUT', argument, message });
    expect(await folder('refused', 'identity')).toBeNull();
  });

  it('refuses to put a folder into itself or below itself', async () => {
    await put('up');
    await put('down', 'up');
    await put('deep', 'down');
    for (const parentIdentity of ['up', 'down', 'deep']) {
      const input = { identity: 'up', label: 'Up', parentIdentity };
      expect(await refusal(PUT, { input })).toEqual({
        code: 'BAD_USER_INPUT',
        argument: 'input.parentIdentity',
        message: 'Expected a folder that is neither the folder itself nor below it.',
      });
    }
    expect(await folder('deep', 'ancestors { identity }')).toEqual({
      ancestors: named('', 'up', 'down'),
    });
  });

  it('makes no circle when two folders are moved into each other at once', async () => {
    await put('left');
    await put('right');
    const move = (identity: string, parentIdentity: string) =>
      ask(PUT, { input: { identity, parentIdentity, label: identity } });
    const answers = await Promise.all([move('left', 'right'), move('right', 'left')]);
    expect(answers.filter(({ errors }) => errors)).toHaveLength(1);
  });

  it('makes folders at most 100 deep, also by moving what is below one', async () => {
    for (let i = 1; i <= 100; i++) await put(`depth ${i}`, i > 1 ? `depth ${i - 1}` : '');
    const tooDeep = {
      code: 'BAD_USER_INPUT',
      argument: 'input.parentIdentity',
      message: 'Expected folders at most 100 deep, got more.',
    };
    const at = (identity: string, parentIdentity: string) => ({
      input: { identity, label: 'x', parentIdentity },
    });
    expect(await refusal(PUT, at('depth 101', 'depth 100'))).toEqual(tooDeep);
    await put('tall');
    await put('tall below', 'tall');
    expect(await refusal(PUT, at('tall', 'depth 99'))).toEqual(tooDeep);
    await put('tall', 'depth 98');
    expect((await folder('tall below', 'ancestors { identity }')).ancestors).toHaveLength(100);
  });

  it('keeps at most 5,000 folders directly below one', async () => {
    await put('full');
    await put('one of them', 'full');
    await catalogue.app.runtime.db.write(({ sql }) =>
      insertRows(
        sql,
        'Folder',
        ['identity', 'label', 'parentIdentity'],
        Array.from({ length: 4_999 }, (_, i) => [`full ${i}`, 'F', 'full']),
        { returnsId: false },
      ),
    );
    const input = { identity: 'one more', label: 'x', parentIdentity: 'full' };
    expect(await refusal(PUT, { input })).toEqual({
      code: 'CONFLICT',
      argument: 'input.parentIdentity',
      message: 'Expected at most 5000 folders directly below one, which "full" has.',
    });
    expect((await put('one of them', 'full', { label: 'Renamed' })).created).toBe(false);
    expect((await folder('full', 'folders { identity }')).folders).toHaveLength(5_000);
  });
});

describe('deleteFolders', () => {
  it('deletes folders with all below them, and passes over unknown ones', async () => {
    await put('del');
    await put('del 1', 'del');
    await put('del 2', 'del');
    await put('del 1 1', 'del 1');
    const answer = await remove('del 1 1', 'nowhere', 'del', 'del');
    expect(answer).toEqual({
      deleted: ['del 1 1', 'del', 'del 1', 'del 2'],
      notFound: ['nowhere'],
      reparentedSessions: 0,
    });
    expect(await folder('del 2', 'identity')).toBeNull();
    expect(await remove('del', 'del 2')).toEqual({
      deleted: [],
      notFound: ['del', 'del 2'],
      reparentedSessions: 0,
    });
    expect(await remove()).toEqual({ deleted: [], notFound: [], reparentedSessions: 0 });
  });

  it('leaves sessions in their other folders, and else in the root, without logging it', async () => {
    await put('gone');
    await put('gone too', 'gone');
    await put('stays');
    const orphan = await create({}, { setFolders: ['gone', 'gone too'] });
    const rooted = await create({}, { updateFolders: ['gone too'] });
    const kept = await create({}, { setFolders: ['gone', 'stays', 'gone too'] });
    const before = await read(orphan, 'updatedAt');
    expect(await remove('gone')).toEqual({
      deleted: ['gone', 'gone too'],
      notFound: [],
      reparentedSessions: 1,
    });
    expect(await foldersOf(orphan)).toEqual(named(''));
    expect(await foldersOf(rooted)).toEqual(named(''));
    expect(await foldersOf(kept)).toEqual(named('stays'));
    expect(await read(orphan, 'updatedAt')).toEqual(before);
    const { sessions } = await askData(
      '{ sessions(first: 1000, folder: "stays") { nodes { identity } } }',
    );
    expect(sessions.nodes).toEqual(named(kept));
  });

  it('deletes nothing when the root is among them', async () => {
    await put('kept');
    expect(await refusal(DELETE, { identities: ['kept', ''] })).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'identities[1]',
      message: 'Expected a folder other than the root, which always exists.',
    });
    expect(await folder('kept', 'identity')).toEqual({ identity: 'kept' });
  });

  it('refuses more than 1,000 of them', async () => {
    const identities = Array.from({ length: 1_001 }, (_, i) => `f${i}`);
    expect(await refusal(DELETE, { identities })).toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      argument: 'identities',
    });
  });

  it('lets a folder of the same identity be made again, empty', async () => {
    await put('phoenix');
    await create({}, { setFolders: ['phoenix'] });
    await remove('phoenix');
    await put('phoenix');
    expect(await folder('phoenix', 'sessions { totalCount } hasChildren')).toEqual({
      sessions: { totalCount: 0 },
      hasChildren: false,
    });
  });

  it('leaves everything counted where it is, whatever folders the sessions were in', async () => {
    for (const name of ['x', 'y', 'z']) await put(`count ${name}`);
    await put('count z 1', 'count z');
    const sets = [['x'], ['x', 'y'], ['y'], ['x', 'z 1'], ['z', 'z 1'], ['x', 'y', 'z', 'z 1'], []];
    for (const [i, folders] of sets.entries()) {
      for (const round of [1, 2]) {
        await create(
          { state: 'OPEN' },
          { setFolders: folders.map((name) => `count ${name}`) },
          { setDetailsJson: { json: { own: `${i} ${round}`, shared: true, round } } },
          { setLabels: [`l${i}`] },
        );
      }
    }
    await expectDerivedData(catalogue.app.runtime.db);
    await remove('count z');
    await expectDerivedData(catalogue.app.runtime.db);
    await remove('count x', 'count y');
    await expectDerivedData(catalogue.app.runtime.db);
  });

  it('and all other operations leave each session where it was put, and counted there', async () => {
    const folders = fc.constantFrom('r1', 'r2', 'r3', 'r4', 'r5');
    const some = fc.uniqueArray(folders, { maxLength: 3 });
    const sessions = fc.constantFrom('rs1', 'rs2', 'rs3', 'rs4');
    const steps = fc.oneof(
      { weight: 3, arbitrary: fc.record({ put: folders, into: fc.option(folders) }) },
      {
        weight: 5,
        arbitrary: fc.record({
          session: sessions,
          verb: fc.constantFrom('set', 'update', 'delete'),
          some,
        }),
      },
      { weight: 1, arbitrary: fc.record({ remove: some }) },
    );
    /** What there should be: the parent of each folder, and the folders of each session. */
    const parents = new Map<string, string>();
    const memberships = new Map<string, Set<string>>();
    const isBelow = (folder: string | undefined, top: string): boolean =>
      folder !== undefined && (folder === top || isBelow(parents.get(folder), top));

    await fc.assert(
      fc.asyncProperty(
        fc.array(steps, { minLength: 1, maxLength: 25, size: 'max' }),
        async (all) => {
          for (const step of all) {
            if ('put' in step) {
              const into = step.into ?? '';
              const isPossible = into === '' || (parents.has(into) && !isBelow(into, step.put));
              const input = { identity: step.put, parentIdentity: into, label: 'x' };
              const { errors } = await ask(PUT, { input });
              expect(!errors).toBe(isPossible);
              if (isPossible) parents.set(step.put, into);
            } else if ('remove' in step) {
              const gone = [...parents.keys()].filter((one) =>
                step.remove.some((top) => isBelow(one, top)),
              );
              const { deleted } = await remove(...step.remove);
              expect([...deleted].sort()).toEqual(gone.sort());
              for (const one of gone) parents.delete(one);
              for (const own of memberships.values()) {
                for (const one of gone) own.delete(one);
                if (own.size === 0) own.add('');
              }
            } else {
              const own = memberships.get(step.session) ?? new Set(['']);
              const known = step.verb === 'delete' || step.some.every((one) => parents.has(one));
              const { errors } = await ask(SAVE, {
                input: {
                  identity: step.session,
                  createIfNotExists: {},
                  updates: [{ setLabels: step.some }, { [`${step.verb}Folders`]: step.some }],
                },
              });
              expect(!errors).toBe(known);
              if (!known) continue;
              if (step.verb === 'set') own.clear();
              for (const one of step.some) {
                if (step.verb === 'delete') own.delete(one);
                else own.add(one);
              }
              if (own.size === 0) own.add('');
              memberships.set(step.session, own);
            }
          }
          for (const [session, own] of memberships) {
            const stored = (await foldersOf(session)) as { identity: string }[];
            expect(stored.map(({ identity }) => identity).sort()).toEqual([...own].sort());
          }
          await expectDerivedData(catalogue.app.runtime.db);
        },
      ),
      { numRuns: 8, endOnFailure: true },
    );
  });

  it('waits for sessions that are put into its folders at the same time', async () => {
    for (const round of [1, 2, 3]) {
      await put('busy');
      const answers = await Promise.all([
        ...Array.from({ length: 8 }, (_, i) =>
          ask(SAVE, {
            input: {
              identity: `busy ${round} ${i}`,
              createIfNotExists: {},
              updates: [{ setFolders: ['busy'] }],
            },
          }),
        ),
        ask(DELETE, { identities: ['busy'] }),
      ]);
      const codes = answers.flatMap(({ errors = [] }) => errors.map((e) => e.extensions.code));
      expect(new Set([...codes, 'BAD_USER_INPUT'])).toEqual(new Set(['BAD_USER_INPUT']));
      for (let i = 0; i < 8; i++) {
        const session = await read(`busy ${round} ${i}`, 'folders { identity }');
        if (session) expect(session.folders).toEqual(named(''));
      }
    }
    await expectDerivedData(catalogue.app.runtime.db);
  });

  it('empties a folder of 5,000 sessions', async () => {
    const { db } = catalogue.app.runtime;
    await put('crowd');
    await save({
      identity: 'crowd',
      createIfNotExists: {},
      updates: [{ setFolders: ['crowd'] }, { setDetailsJson: { json: { n: 0 } } }],
    });
    const { folderSetId } = await db.read.prisma.session.findUniqueOrThrow({
      where: { identity: 'crowd' },
    });
    await db.write(async ({ sql }) => {
      const columns =
        'identity identifier state timestampText timestampNs createdNs updatedNs folderSetId';
      const rows = Array.from({ length: 4_999 }, (_, i) => [
        `crowd ${i}`,
        'crowd',
        4,
        '',
        BigInt(i),
        0,
        0,
        folderSetId,
      ]);
      const ids = await insertRows(sql, 'Session', columns.split(' '), rows, { returnsId: true });
      await insertRows(
        sql,
        'SessionFolder',
        ['sessionId', 'folderIdentity', 'sessionTimestampNs'],
        ids.map((id, i) => [id, 'crowd', BigInt(i)]),
        { returnsId: false },
      );
      await insertRows(
        sql,
        'PropertyCountChange',
        ['category', 'key', 'valueKey', 'type', 'folderSetId', 'change'],
        [
          ['', 'crowded', '', 'LONG', folderSetId, 4_999],
          ...Array.from({ length: 4_999 }, (_, i) => [
            '',
            'crowded',
            `n${i}`,
            'LONG',
            folderSetId,
            1,
          ]),
        ],
        { returnsId: false },
      );
    });
    const counted = async () => {
      const rows = await db.read.sql.all<Record<'set' | 'values' | 'count', number | bigint>>(
        `SELECT "set", count(*) AS "values", sum("count") AS "count" FROM (
           SELECT "set", "valueKey", sum("count") AS "count" FROM (
             SELECT "folderSetId" AS "set", "valueKey", "count" FROM "PropertyCount"
             WHERE "key" = 'crowded' AND "folderSetId" > 0
             UNION ALL
             SELECT "folderSetId", "valueKey", "change" FROM "PropertyCountChange"
             WHERE "key" = 'crowded') c
           GROUP BY "set", "valueKey" HAVING sum("count") <> 0) v
         GROUP BY "set"`,
      );
      return rows.map((row) => [row.set, row.values, row.count].map(Number));
    };
    expect(await counted()).toEqual([[Number(folderSetId), 5_000, 9_998]]);
    await foldPropertyCounts(db);
    expect((await remove('crowd')).reparentedSessions).toBe(5_000);
    expect(await counted()).toEqual([[ROOT_FOLDER_SET, 5_000, 9_998]]);
    expect(await db.read.prisma.sessionFolder.count({ where: { folderIdentity: 'crowd' } })).toBe(
      0,
    );
    const rooted = await db.read.sql.all<{ time: bigint; own: bigint }>(
      `SELECT f."sessionTimestampNs" AS "time", s."timestampNs" AS "own" FROM "SessionFolder" f
       JOIN "Session" s ON s."id" = f."sessionId" WHERE s."identifier" = 'crowd' AND f."folderIdentity" = ''`,
    );
    expect(rooted).toHaveLength(5_000);
    expect(rooted.filter(({ time, own }) => time !== own)).toEqual([]);
  });
});
