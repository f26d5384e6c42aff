import { createConfigurationLoaders } from './configuration-sets/configuration-set.loaders.ts';
import { createParameterLoaders } from './parameters/parameter.loaders.ts';
import type { Runtime } from './runtime.ts';
import { createSessionLoaders } from './sessions/session.loaders.ts';

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

export function createLoaders(runtime: Runtime, options: LoaderOptions) {
  return {
    ...createSessionLoaders(runtime, options),
    ...createConfigurationLoaders(runtime, options),
    ...createParameterLoaders(runtime, options),
  };
}
