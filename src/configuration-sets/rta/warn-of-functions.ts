import { mapOfLists } from '../../lib/group-by-key.ts';
import { checkFunctions, EVALUATED_LANGUAGES } from '../check-functions.ts';
import type { ApplicationContent } from '../configuration-content.ts';
import { childPath, type JsonPath, quote, ROOT } from './json-path.ts';
import type { RtaProblems } from './rta-problems.ts';

interface VirtualParameter {
  readonly identifier: string;
  readonly code: string;
  readonly at: JsonPath;
}

/**
 * Report functions that are kept and not evaluated: of languages that never are, and, as errors in
 * a strict reading, those that do not compile or refer to each other in a circle.
 */
export function warnOfFunctions(
  applications: readonly ApplicationContent[],
  problems: RtaProblems,
): void {
  const evaluated: VirtualParameter[] = [];
  for (const { name, parameters } of applications) {
    const list = childPath(childPath(ROOT, name), 'parameters');
    parameters.forEach(({ identifier, function: definition }, i) => {
      // A parameter that has no function is reported where it stands.
      if (!definition || definition.code === '') return;
      const { language, code } = definition;
      const at = childPath(childPath(list, i), 'func');
      if (EVALUATED_LANGUAGES.includes(language)) {
        evaluated.push({ identifier, code, at });
        return;
      }
      const message = `The function of ${quote(identifier)} is kept, and not evaluated: it is ${language}.`;
      problems.warn('FUNCTION_NOT_EVALUATED', at, message);
    });
  }
  if (evaluated.length === 0) return;

  const names = mapOfLists(
    applications.flatMap(({ parameters }) => parameters),
    ({ name }) => name,
    ({ identifier }) => identifier,
  );
  const numbered = evaluated.map(({ identifier, code }, i) => ({
    identifier,
    code,
    path: String(i),
  }));
  checkFunctions(numbered, names, (i, message) => {
    const at = evaluated[Number(i)]?.at ?? ROOT;
    problems.slip('FUNCTION_NOT_EVALUATED', at, message);
  });
}
