import { clientSessionGroupLoaders } from './client-session-groups/client-session-group.loaders.ts';
import { configurationLoaders } from './configuration-sets/configuration-set.loaders.ts';
import { folderLoaders } from './folders/folder.loaders.ts';
import { labelLoaders } from './labels/label.loaders.ts';
import { lazyLoaders } from './lazy-loaders.ts';
import { MAX_KEYS } from './lib/max-keys.ts';
import { parameterLoaders } from './parameters/parameter.loaders.ts';
import { rtaLoaders } from './rta/rta.loaders.ts';
import type { Runtime } from './runtime.ts';
import { sessionLoaders } from './sessions/session.loaders.ts';

/** How loaders remember: not at all in subscriptions, where one context serves all events. */
export interface LoaderOptions {
  readonly cache: boolean;
}

/** The loaders of one operation. */
export type Loaders = ReturnType<typeof createLoaders>;

/** What resolvers receive. */
export interface Context extends Runtime {
  readonly loaders: Loaders;
}

const loadersOf = lazyLoaders({
  ...sessionLoaders,
  ...folderLoaders,
  ...configurationLoaders,
  ...parameterLoaders,
  ...rtaLoaders,
  ...labelLoaders,
  ...clientSessionGroupLoaders,
});

/** Give an operation its loaders, which share no memory with those of another. */
export function createLoaders(runtime: Runtime, { cache }: LoaderOptions) {
  return loadersOf(runtime, { cache, maxBatchSize: MAX_KEYS });
}
