import { describe, expect, it } from 'vitest';
import { type LoaderSettings, lazyLoaders, type MakeLoader } from '../src/lazy-loaders.ts';
import type { Runtime } from '../src/runtime.ts';

const SETTINGS: LoaderSettings = { cache: true, maxBatchSize: 500 };
const RUNTIME = {} as Runtime;

function setUp() {
  const made: string[] = [];
  const loadersOf = lazyLoaders({
    laps: (_runtime, settings) => {
      made.push('laps');
      return { settings };
    },
    channels: (_runtime, _settings, { laps }: { readonly laps: object }) => {
      made.push('channels');
      return { laps };
    },
  } satisfies Record<string, MakeLoader>);
  return { loadersOf, made };
}

describe('lazyLoaders', () => {
  it('makes a loader when it is first used, and only then', () => {
    const { loadersOf, made } = setUp();
    const loaders = loadersOf(RUNTIME, SETTINGS);
    expect(made).toEqual([]);
    expect(loaders.laps).toBe(loaders.laps);
    expect(made).toEqual(['laps']);
  });

  it('gives a loader the others of the same operation', () => {
    const { loadersOf, made } = setUp();
    const loaders = loadersOf(RUNTIME, SETTINGS);
    expect(loaders.channels.laps).toBe(loaders.laps);
    expect(made).toEqual(['laps', 'channels']);
  });

  it('shares nothing between operations', () => {
    const { loadersOf } = setUp();
    const [one, another] = [
      loadersOf(RUNTIME, SETTINGS),
      loadersOf(RUNTIME, { ...SETTINGS, cache: false }),
    ];
    expect(one.laps).not.toBe(another.laps);
    expect([one.laps.settings.cache, another.laps.settings.cache]).toEqual([true, false]);
  });
});
