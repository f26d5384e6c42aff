import type { ConfigurationContent } from '../configuration-content.ts';
import type { ConfigurationProblem } from '../validate-configuration.ts';
import { readRtaDocument } from './read-rta-document.ts';
import { RtaProblems } from './rta-problems.ts';

/** A configuration as the catalogue keeps it, and what may not be meant in it. */
export interface RtaConfiguration {
  readonly content: ConfigurationContent;
  /** Paths are places in the document, such as `$.demo.channels[0].id`. */
  readonly warnings: readonly ConfigurationProblem[];
}

/** How strictly a document is read. */
export interface RtaOptions {
  /** True to refuse what the published schema forbids but published documents do. */
  readonly strict?: boolean;
}

/**
 * Read a configuration document, a parsed JSON value.
 *
 * All of it is checked: `validateConfiguration` finds no error in the content when it is lenient, as
 * it must be for functions that are kept and not evaluated. A strict reading needs no leniency.
 *
 * @throws {AppError} BAD_USER_INPUT with `problems`, the first hundred as `{ path, message }`, and
 *   `problemCount`.
 */
export function parseRtaConfiguration(
  document: unknown,
  options: RtaOptions = {},
): RtaConfiguration {
  const problems = new RtaProblems(options);
  const content = readRtaDocument(document, problems);
  problems.throwErrors();
  return { content, warnings: problems.warnings };
}
