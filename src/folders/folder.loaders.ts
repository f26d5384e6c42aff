import DataLoader from 'dataloader';
import type { MakeLoader } from '../lazy-loaders.ts';
import {
  type Folder,
  haveFoldersBelow,
  listAncestors,
  listFolders,
  listFoldersBelow,
  listFoldersOfSessions,
} from './folder.service.ts';

/** Loaders of folders by identity, and of the folders of sessions by the key of their row. */
export const folderLoaders = {
  folderByIdentity: (runtime, settings) =>
    new DataLoader<string, Folder | null>(
      (identities) => listFolders(runtime, identities),
      settings,
    ),
  foldersOfFolder: (runtime, settings) =>
    new DataLoader<string, Folder[]>(
      (identities) => listFoldersBelow(runtime, identities),
      settings,
    ),
  hasFolders: (runtime, settings) =>
    new DataLoader<string, boolean>(
      (identities) => haveFoldersBelow(runtime, identities),
      settings,
    ),
  ancestorsOfFolder: (runtime, settings) =>
    new DataLoader<string, Folder[]>((identities) => listAncestors(runtime, identities), settings),
  foldersOfSession: (runtime, settings) =>
    new DataLoader<number, Folder[]>((ids) => listFoldersOfSessions(runtime, ids), settings),
} satisfies Record<string, MakeLoader>;
