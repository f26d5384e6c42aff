import { beforeAll, describe, expect, it } from 'vitest';
import { saveMutation, useCatalogue } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { save, create, read, refusal, askData } = catalogue;
const SAVE = saveMutation();

const PUT = 'mutation ($input: PutFolderInput!) { putFolder(input: $input) { created } }';

beforeAll(async () => {
  for (const identity of ['a', 'b', 'c']) {
    await askData(PUT, { input: { identity, label: identity.toUpperCase() } });
  }
});

const foldersOf = async (identity: string): Promise<string[]> => {
  const { folders } = await read(identity, 'folders { identity }');
  return folders.map((folder: { identity: string }) => folder.identity);
};

const ROOT = '';

describe('a new session', () => {
  it('is in the root', async () => {
    const identity = await create();
    expect(await read(identity, 'folders { identity label parent { identity } }')).toEqual({
      folders: [{ identity: ROOT, label: 'Sessions', parent: null }],
    });
  });
});

describe('setFolders', () => {
  it('replaces the folders, each once', async () => {
    const identity = await create({}, { setFolders: ['b', 'a', 'b'] });
    expect(await foldersOf(identity)).toEqual(['a', 'b']);
    for (const _again of [1, 2]) {
      await save({ identity, updates: [{ setFolders: ['c', ROOT] }] });
      expect(await foldersOf(identity)).toEqual(['c', ROOT]);
    }
  });

  it('puts a session in the root by an empty list', async () => {
    const identity = await create({}, { setFolders: ['a'] });
    await save({ identity, updates: [{ setFolders: [] }] });
    expect(await foldersOf(identity)).toEqual([ROOT]);
  });

  it.each(['setFolders', 'updateFolders'])(
    'refuses a folder that does not exist, as %s does, and changes nothing',
    async (operation) => {
      const identity = await create({}, { setFolders: ['a'] });
      const updates = [{ setFolders: ['b'] }, { [operation]: ['a', 'nowhere', 'neither'] }];
      expect(await refusal(SAVE, { input: { identity, updates } })).toEqual({
        code: 'BAD_USER_INPUT',
        message: 'Expected the identity of a folder, got "nowhere".',
        argument: `input.updates[1].${operation}[1]`,
      });
      expect(await foldersOf(identity)).toEqual(['a']);
    },
  );
});

describe('updateFolders', () => {
  it('adds folders, and a session stays in the root', async () => {
    const identity = await create();
    for (const _again of [1, 2]) {
      await save({ identity, updates: [{ updateFolders: ['b'] }] });
      expect(await foldersOf(identity)).toEqual(['b', ROOT]);
    }
    await save({ identity, updates: [{ updateFolders: ['a', 'b'] }] });
    expect(await foldersOf(identity)).toEqual(['a', 'b', ROOT]);
  });

  it('adds nothing by an empty list', async () => {
    const identity = await create({}, { setFolders: ['a'] }, { updateFolders: [] });
    expect(await foldersOf(identity)).toEqual(['a']);
  });
});

describe('deleteFolders, of a session', () => {
  it('takes it out of folders, which stay, and passes over others', async () => {
    const identity = await create({}, { setFolders: ['a', 'b'] });
    for (const _again of [1, 2]) {
      await save({ identity, updates: [{ deleteFolders: ['b', 'c', 'nowhere'] }] });
      expect(await foldersOf(identity)).toEqual(['a']);
    }
    expect(await askData('{ folder(identity: "b") { label } }')).toEqual({
      folder: { label: 'B' },
    });
  });

  it('puts it in the root when none is left', async () => {
    const identity = await create({}, { setFolders: ['a'] });
    await save({ identity, updates: [{ deleteFolders: ['a'] }] });
    expect(await foldersOf(identity)).toEqual([ROOT]);
  });

  it('leaves it in the root when it is in no other folder', async () => {
    const identity = await create();
    await save({ identity, updates: [{ deleteFolders: [ROOT] }] });
    expect(await foldersOf(identity)).toEqual([ROOT]);
    await save({ identity, updates: [{ updateFolders: ['c'] }, { deleteFolders: [ROOT] }] });
    expect(await foldersOf(identity)).toEqual(['c']);
  });
});

describe('a session in folders', () => {
  it('is listed by each of them', async () => {
    await askData(PUT, { input: { identity: 'top', label: 'Top' } });
    await askData(PUT, { input: { identity: 'below', label: 'Below', parentIdentity: 'top' } });
    const identity = await create({}, { setFolders: ['below'] });
    const nodes = '{ nodes { identity } totalCount }';
    const answer = await askData(
      `{ top: folder(identity: "top") { all: sessions ${nodes} own: sessions(subtree: false) ${nodes} }
         below: folder(identity: "below") { all: sessions ${nodes} own: sessions(subtree: false) ${nodes} }
         found: sessions(folder: "top") ${nodes} }`,
    );
    const it = { nodes: [{ identity }], totalCount: 1 };
    expect(answer).toEqual({
      top: { all: it, own: { nodes: [], totalCount: 0 } },
      below: { all: it, own: it },
      found: it,
    });
  });

  it('is there when the session is read again by its own mutation', async () => {
    const { session } = await save(
      { identity: 'read back', createIfNotExists: {}, updates: [{ setFolders: ['a', 'c'] }] },
      'folders { identity }',
    );
    expect(session).toEqual({ folders: [{ identity: 'a' }, { identity: 'c' }] });
  });

  it('may be in 1,000 of them, on every database', async () => {
    const names = Array.from({ length: 1_001 }, (_, i) => `${'x'.repeat(60)}${i}`);
    const { db } = catalogue.app.runtime;
    await db.write(({ prisma }) =>
      prisma.folder.createMany({
        data: names.map((identity) => ({ identity, label: identity, parentIdentity: ROOT })),
      }),
    );
    const identity = await create();
    expect(
      await refusal(SAVE, { input: { identity, updates: [{ setFolders: names }] } }),
    ).toMatchObject({ message: 'Expected at most 1000 of them in one session, got 1001.' });
    await save({ identity, updates: [{ setFolders: names.slice(1) }] });
    expect(await foldersOf(identity)).toHaveLength(1_000);
    const other = await create({}, { setFolders: names.slice(1) });
    const sets = await db.read.prisma.session.findMany({
      where: { identity: { in: [identity, other] } },
      select: { folderSetId: true },
    });
    expect(new Set(sets.map(({ folderSetId }) => folderSetId)).size).toBe(1);
  });
});
