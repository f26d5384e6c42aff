import type { Runtime } from './runtime.ts';

/** Options of every DataLoader of one operation. */
export interface LoaderSettings {
  /** Whether loaders remember: not in subscriptions, where one context serves all events. */
  readonly cache: boolean;
  /** Keys that one statement may ask for. */
  readonly maxBatchSize: number;
}

/** Makes one loader of an operation; `others` are the loaders of the same operation. */
export type MakeLoader = (runtime: Runtime, settings: LoaderSettings, others: never) => unknown;

/** The loaders that such functions make, by the same names. */
export type LoadersOf<Makers> = {
  readonly [Name in keyof Makers]: Makers[Name] extends (...args: never) => infer Loader
    ? Loader
    : never;
};

/**
 * Make the function that gives an operation its loaders. Each is made when it is first used and
 * then kept: an operation uses few of them, and a server answers thousands of operations a second.
 */
export function lazyLoaders<Makers extends Readonly<Record<string, MakeLoader>>>(
  makers: Makers,
): (runtime: Runtime, settings: LoaderSettings) => LoadersOf<Makers> {
  class Loaders {
    readonly runtime: Runtime;
    readonly settings: LoaderSettings;
    readonly made: Record<string, unknown> = {};

    constructor(runtime: Runtime, settings: LoaderSettings) {
      this.runtime = runtime;
      this.settings = settings;
    }
  }
  for (const [name, make] of Object.entries(makers)) {
    Object.defineProperty(Loaders.prototype, name, {
      get(this: Loaders) {
        this.made[name] ??= make(this.runtime, this.settings, this as never);
        return this.made[name];
      },
    });
  }
  return (runtime, settings) => new Loaders(runtime, settings) as unknown as LoadersOf<Makers>;
}
