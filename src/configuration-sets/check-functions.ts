import { compileFormula } from '../core/formula/compile-formula.ts';
import { FormulaError } from '../core/formula/formula-error.ts';

/** A virtual parameter, as far as it refers to others. */
export interface VirtualParameter {
  readonly identifier: string;
  readonly code: string;
  /** Where its function stands in the request. */
  readonly path: string;
}

/** Languages of functions that are evaluated; functions in others are kept as definitions. */
export const EVALUATED_LANGUAGES: readonly string[] = ['fdl', 'sfdl'];

/**
 * Compile the functions of virtual parameters, and look for circles among them. A reference is an
 * identifier, or a name without its application when only one parameter has that name.
 *
 * @param names Identifiers of every parameter of the set, by name.
 * @param report Told of each problem.
 */
export function checkFunctions(
  parameters: readonly VirtualParameter[],
  names: ReadonlyMap<string, readonly string[]>,
  report: (path: string, message: string) => void,
): void {
  const references = new Map<string, string[]>();
  for (const { identifier, code, path } of parameters) {
    try {
      references.set(
        identifier,
        compileFormula(code).references.map((reference) => {
          const named = names.get(reference);
          return named?.length === 1 ? (named[0] ?? reference) : reference;
        }),
      );
    } catch (error) {
      if (!(error instanceof FormulaError)) throw error;
      const { line, column, message } = error;
      report(path, `Function of "${identifier}", line ${line}, column ${column}: ${message}`);
    }
  }

  const done = new Set<string>();
  for (const { identifier, path } of parameters) {
    const circle = findCircle(identifier, references, done);
    if (circle) report(path, `Functions refer to each other in a circle: ${circle.join(' → ')}.`);
  }
}

/** Depth first, without recursion: a set may hold a chain of thousands. */
function findCircle(
  start: string,
  references: ReadonlyMap<string, readonly string[]>,
  done: Set<string>,
): string[] | null {
  if (done.has(start)) return null;
  const path = [start];
  const onPath = new Set(path);
  const positions = [0];
  while (path.length > 0) {
    const current = path.at(-1) ?? start;
    const position = positions.at(-1) ?? 0;
    const next = references.get(current)?.[position];
    if (next === undefined) {
      done.add(current);
      onPath.delete(current);
      path.pop();
      positions.pop();
      continue;
    }
    positions[positions.length - 1] = position + 1;
    if (onPath.has(next)) {
      for (const each of path) done.add(each);
      return [...path.slice(path.indexOf(next)), next];
    }
    if (!done.has(next) && references.has(next)) {
      path.push(next);
      onPath.add(next);
      positions.push(0);
    }
  }
  return null;
}
