import { notFound } from '../errors.ts';
import { haveFoldersBelow, listFolders, listFoldersBelow } from '../folders/folder.service.ts';
import { inTurns } from '../lib/in-turns.ts';
import { MAX_KEYS } from '../lib/max-keys.ts';
import type { Runtime } from '../runtime.ts';

/** A folder as RTA's JSON has it. */
export interface RtaFolder {
  readonly identity: string;
  readonly label: string;
  readonly description?: string;
  readonly hasChildren: boolean;
}

/**
 * The folders directly below one, by label and identity.
 *
 * @param parent Identity; empty for the root.
 * @throws {AppError} NOT_FOUND.
 */
export async function listRtaFolders(
  runtime: Pick<Runtime, 'db'>,
  parent: string,
): Promise<RtaFolder[]> {
  const [found] = await listFolders(runtime, [parent]);
  if (!found) throw notFound('Folder', parent);
  const [folders = []] = await listFoldersBelow(runtime, [parent]);
  const documents: RtaFolder[] = [];
  for await (const some of inTurns(folders, MAX_KEYS)) {
    const haveChildren = await haveFoldersBelow(
      runtime,
      some.map(({ identity }) => identity),
    );
    some.forEach(({ identity, label, description }, i) => {
      documents.push({
        identity,
        label,
        ...(description === null ? {} : { description }),
        hasChildren: haveChildren[i] ?? false,
      });
    });
  }
  return documents;
}
