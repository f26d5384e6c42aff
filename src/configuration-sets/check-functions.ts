import { compileFormula } from '../core/formula/compile-formula.ts';
import { FormulaError } from '../core/formula/formula-error.ts';

/** A virtual parameter, as far as it refers to others. */
export interface VirtualParameter {
  readonly identifier: string;
  readonly code: string;
  /** Where its function stands in the request. */
  readonly path: string;
}

/** Virtual parameters that one may be computed from, one after the other. */
export const MAX_FUNCTION_DEPTH = 16;

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

  const depths = new Map<string, number>();
  for (const { identifier, path } of parameters) {
    const circle = findCircle(identifier, references, depths);
    if (circle) report(path, `Functions refer to each other in a circle: ${circle.join(' → ')}.`);
    else if ((depths.get(identifier) ?? 0) === MAX_FUNCTION_DEPTH + 1) {
      report(
        path,
        `"${identifier}" is computed from a chain of more than ${MAX_FUNCTION_DEPTH} virtual parameters.`,
      );
    }
  }
}

/**
 * Depth first, without recursion: a set may hold a chain of thousands.
 *
 * @param depths How many virtual parameters each one done is computed from, one after the other.
 */
function findCircle(
  start: string,
  references: ReadonlyMap<string, readonly string[]>,
  depths: Map<string, number>,
): string[] | null {
  if (depths.has(start)) return null;
  const path = [start];
  const onPath = new Set(path);
  const positions = [0];
  while (path.length > 0) {
    const current = path.at(-1) ?? start;
    const position = positions.at(-1) ?? 0;
    const next = references.get(current)?.[position];
    if (next === undefined) {
      const inputs = references.get(current) ?? [];
      const deepest = Math.max(0, ...inputs.map((input) => depths.get(input) ?? 0));
      depths.set(current, references.has(current) ? deepest + 1 : 0);
      onPath.delete(current);
      path.pop();
      positions.pop();
      continue;
    }
    positions[positions.length - 1] = position + 1;
    if (onPath.has(next)) {
      for (const each of path) depths.set(each, 0);
      return [...path.slice(path.indexOf(next)), next];
    }
    if (!depths.has(next) && references.has(next)) {
      path.push(next);
      onPath.add(next);
      positions.push(0);
    }
  }
  return null;
}
