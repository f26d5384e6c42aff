import { parseRtaConfiguration } from '../../../src/configuration-sets/rta/parse-rta-configuration.ts';
import { AppError } from '../../../src/errors.ts';

/** What a reader says of a document that it refuses; nothing when it accepts it. */
export function problemsIn(read: () => unknown): unknown {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof AppError && error.code === 'BAD_USER_INPUT') return error.details.problems;
    throw error;
  }
}

/** The problems of a parsed document. */
export function problemsOf(
  document: unknown,
  options: { readonly strict?: boolean } = {},
): unknown {
  return problemsIn(() => parseRtaConfiguration(document, options));
}

/** What a call gives, and the seconds of processor time it takes: others may use the machine. */
export function timed<T>(call: () => T): { readonly result: T; readonly seconds: number } {
  const before = process.cpuUsage();
  const result = call();
  const { user, system } = process.cpuUsage(before);
  return { result, seconds: (user + system) / 1e6 };
}

/** A document whose groups nest this deep. */
export function nestGroups(levels: number): object {
  let groups: object[] = [];
  for (let level = levels; level > 0; level--) groups = [{ id: `g${level}:demo`, groups }];
  return { demo: { tree: { groups } } };
}
