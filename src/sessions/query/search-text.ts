import { badInput } from '../../errors.ts';
import type { DetailKey } from '../../metamodel/detail-keys.ts';
import { allOf, anyOf, type Condition, not } from './condition.ts';
import { checkSearchLength, createBudget, type Refuse } from './query-limits.ts';
import { keyCondition, pathsByName, type SearchKeys } from './search-keys.ts';
import { parseSearchTerms, type SearchTerm } from './search-terms.ts';
import { toSearchWords } from './search-words.ts';

/**
 * What somebody typed in a search box, as a condition. Everything means something: words, and
 * `key:value` in the forms that docs/queries.md lists. What stands before a colon and is no key is
 * a word.
 *
 * @param detailKeys The details that are known; their names are keys, whatever the letter case.
 * @throws {AppError} BAD_USER_INPUT for a text of more than 1,000 characters, or when its keys are
 *   names of thousands of details.
 */
export function parseSearchText(
  text: string,
  detailKeys: readonly DetailKey[],
  argument = 'search',
): Condition {
  const refuse: Refuse = (message) => badInput(argument, message);
  checkSearchLength(text, refuse);
  const search: SearchKeys = { paths: pathsByName(detailKeys), budget: createBudget(), refuse };
  const groups = parseSearchTerms(text).map((alternatives) =>
    alternatives.flatMap((term) => termCondition(term, search)),
  );
  return joinWords(groups.filter((group) => group.length > 0).map(anyOf));
}

/** What a term asks for; nothing when it holds no word at all. */
function termCondition(term: SearchTerm, search: SearchKeys): Condition[] {
  const condition = keyCondition(term, search) ?? wordCondition(term);
  if (!condition) return [];
  return [term.isNegated ? not(condition) : condition];
}

function wordCondition({ key, value }: SearchTerm): Condition | null {
  const words = [...new Set(toSearchWords(`${key ?? ''} ${value}`))];
  return words.length > 0 ? { op: 'words', words } : null;
}

/** All of the conditions, their words as one condition. */
function joinWords(conditions: readonly Condition[]): Condition {
  const words = new Set(conditions.flatMap((one) => (one.op === 'words' ? one.words : [])));
  const others = conditions.filter((one) => one.op !== 'words');
  return allOf(words.size > 0 ? [{ op: 'words', words: [...words] }, ...others] : others);
}
