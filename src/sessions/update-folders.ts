import { badInput } from '../errors.ts';
import { knownFolders } from '../folders/folder.service.ts';
import { ROOT_FOLDER } from '../folders/folder-tree.ts';
import type { UpdateTarget } from './update-target.ts';
import { readTexts, replaceTexts, type TextSet } from './update-texts.ts';

const MAX_FOLDERS = 1_000;

/** Be in just these folders; in the root when there are none. @throws {AppError} BAD_USER_INPUT. */
export async function setFolders(
  target: UpdateTarget,
  folders: readonly string[],
  path: string,
): Promise<void> {
  await checkFolders(target, folders, path);
  await putFolders(target, await listFoldersOf(target), new Set(folders), path);
}

/** Be in these folders too. @throws {AppError} BAD_USER_INPUT. */
export async function updateFolders(
  target: UpdateTarget,
  folders: readonly string[],
  path: string,
): Promise<void> {
  await checkFolders(target, folders, path);
  const stored = await listFoldersOf(target);
  await putFolders(target, stored, new Set([...stored, ...folders]), path);
}

/** No longer be in these folders; those it is not in, or that are unknown, are passed over. */
export async function deleteFolders(
  target: UpdateTarget,
  folders: readonly string[],
  path: string,
): Promise<void> {
  const stored = await listFoldersOf(target);
  const kept = new Set(stored);
  for (const folder of folders) kept.delete(folder);
  await putFolders(target, stored, kept, path);
}

/** The folders a session is in, as the operations before have left them; at least one. */
export function listFoldersOf(target: UpdateTarget): Promise<Set<string>> {
  return readTexts(target, setOf(target));
}

async function putFolders(
  target: UpdateTarget,
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
  path: string,
): Promise<void> {
  const folders = after.size > 0 ? after : new Set([ROOT_FOLDER]);
  await replaceTexts(target, setOf(target), before, folders, path);
  target.changed.add('folders');
}

function setOf({ sessionTimestampNs }: UpdateTarget): TextSet {
  return {
    table: 'SessionFolder',
    column: 'folderIdentity',
    where: {},
    also: { sessionTimestampNs },
    max: MAX_FOLDERS,
  };
}

/** @throws {AppError} BAD_USER_INPUT for the first folder that does not exist. */
async function checkFolders(
  { tx }: UpdateTarget,
  folders: readonly string[],
  path: string,
): Promise<void> {
  const known = await knownFolders(tx, [...new Set(folders)]);
  const i = folders.findIndex((folder) => !known.has(folder));
  if (i >= 0) {
    throw badInput(
      `${path}[${i}]`,
      `Expected the identity of a folder, got "${folders[i]?.slice(0, 80)}".`,
    );
  }
}
