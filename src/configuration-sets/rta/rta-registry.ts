import { type JsonPath, quote } from './json-path.ts';
import type { RtaCode } from './rta-codes.ts';
import type { RtaProblems } from './rta-problems.ts';

/** What has a name of its own in the whole configuration. */
export type Kind = 'channel' | 'conversion' | 'parameter' | 'group' | 'error definition';

interface Reference {
  readonly kind: Kind;
  readonly key: string | number;
  readonly application: string;
  readonly path: JsonPath;
  /** Null where it must resolve. */
  readonly warning: RtaCode | null;
}

/** Who defines what, and who refers to it: names are unique, references stay in the application. */
export class RtaRegistry {
  readonly #problems: RtaProblems;
  readonly #owners = new Map<Kind, Map<string | number, string>>();
  readonly #references: Reference[] = [];

  constructor(problems: RtaProblems) {
    this.#problems = problems;
  }

  /** Report a second definition of a name. */
  define(kind: Kind, key: string | number, application: string, path: JsonPath): void {
    // A name that is wrong has been reported.
    if (key === '') return;
    const owners = this.#owners.get(kind) ?? new Map<string | number, string>();
    this.#owners.set(kind, owners);
    const owner = owners.get(key);
    if (owner === undefined) {
      owners.set(key, application);
      return;
    }
    const where = owner === application ? '' : `, also in the application ${quote(owner)}`;
    this.#problems.error(path, `The ${kind} ${print(key)} is defined twice${where}.`);
  }

  /** Check a name once all definitions are known; with `warning`, a code, it may be missing. */
  refer(
    kind: Kind,
    key: string | number,
    application: string,
    path: JsonPath,
    warning: RtaCode | null = null,
  ): void {
    this.#references.push({ kind, key, application, path, warning });
  }

  /** Report the references that lead nowhere. */
  checkReferences(): void {
    for (const { kind, key, application, path, warning } of this.#references) {
      const owner = this.#owners.get(kind)?.get(key);
      if (owner === application) continue;
      const message =
        owner === undefined
          ? `The application ${quote(application)} has no ${kind} ${print(key)}.`
          : `The ${kind} ${print(key)} belongs to the application ${quote(owner)}, not to ${quote(application)}.`;
      if (warning) this.#problems.warn(warning, path, message);
      else this.#problems.error(path, message);
    }
  }
}

function print(key: string | number): string {
  return typeof key === 'number' ? String(key) : quote(key);
}
