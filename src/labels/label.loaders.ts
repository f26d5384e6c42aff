import DataLoader from 'dataloader';
import type { MakeLoader } from '../lazy-loaders.ts';
import { countSessionsOfLabels } from './label.service.ts';

/** Loaders of what is known of labels. */
export const labelLoaders = {
  sessionCountOfLabel: (runtime, settings) =>
    new DataLoader<string, number>((labels) => countSessionsOfLabels(runtime, labels), settings),
} satisfies Record<string, MakeLoader>;
