/** Random numbers that are the same for the same seed. */
export interface Random {
  /** Evenly spread from 0, up to and not including 1. */
  readonly uniform: () => number;
  /** Bell-shaped, with mean 0 and standard deviation 1, and never beyond 3. */
  readonly bell: () => number;
}

/**
 * Make a source of random numbers.
 *
 * @param seed A 32-bit integer.
 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;

  // Weyl's sequence, each term mixed by two multiplications (the finalizer of MurmurHash3).
  const uniform = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
  return {
    uniform,
    // A sum of three has a variance of 1/4.
    bell: () => (uniform() + uniform() + uniform() - 1.5) * 2,
  };
}
