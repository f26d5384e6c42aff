import { AppError } from '../../errors.ts';
import type { ConfigurationProblem } from '../validate-configuration.ts';
import { type JsonPath, printPath, ROOT } from './json-path.ts';
import type { RtaCode } from './rta-codes.ts';

/** How many errors are listed; a document may hold a hundred thousand. */
const MAX_ERRORS = 100;
/** How many warnings of one code are listed, so that no kind hides another. */
const MAX_WARNINGS = 20;

/** What is wrong or odd in a document, collected until all of it was read. */
export class RtaProblems {
  readonly #isStrict: boolean;
  readonly #errors: { readonly path: string; readonly message: string }[] = [];
  #errorCount = 0;
  readonly #warnings = new Map<RtaCode, { readonly list: ConfigurationProblem[]; count: number }>();

  constructor({ strict = false }: { readonly strict?: boolean } = {}) {
    this.#isStrict = strict;
  }

  /** Errors so far, also those that are not listed. */
  get errorCount(): number {
    return this.#errorCount;
  }

  /** Whether more errors would be counted only, so that costly checks may be left out. */
  get isFull(): boolean {
    return this.#errorCount >= MAX_ERRORS;
  }

  /** Something for which the document is refused. */
  error(path: JsonPath, message: string): void {
    this.#errorCount += 1;
    if (this.#errors.length < MAX_ERRORS) this.#errors.push({ path: printPath(path), message });
  }

  /** Something that is accepted, and may not be meant. */
  warn(code: RtaCode, path: JsonPath, message: string): void {
    const found = this.#warnings.get(code) ?? { list: [], count: 0 };
    found.count += 1;
    if (found.count <= MAX_WARNINGS) found.list.push({ code, path: printPath(path), message });
    this.#warnings.set(code, found);
  }

  /** Something that the published schema forbids and published documents do: an error when strict. */
  slip(code: RtaCode, path: JsonPath, message: string): void {
    if (this.#isStrict) this.error(path, message);
    else this.warn(code, path, message);
  }

  /** The warnings by code, in the order of their first; what is not listed is counted. */
  get warnings(): ConfigurationProblem[] {
    return [...this.#warnings].flatMap(([code, { list, count }]) =>
      count > list.length
        ? [...list, { code, path: printPath(ROOT), message: `And ${count - list.length} more.` }]
        : list,
    );
  }

  /**
   * Refuse the document if anything was wrong.
   *
   * @throws {AppError} BAD_USER_INPUT with `problems`, the first hundred, and `problemCount`.
   */
  throwErrors(): void {
    const [first] = this.#errors;
    if (!first) return;
    const others = this.#errorCount - 1;
    const more = others > 0 ? ` And ${others} more ${others === 1 ? 'problem' : 'problems'}.` : '';
    throw new AppError('BAD_USER_INPUT', `${first.path}: ${first.message}${more}`, {
      argument: first.path,
      problems: this.#errors,
      problemCount: this.#errorCount,
    });
  }
}
