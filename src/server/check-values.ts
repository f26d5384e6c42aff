import { type DocumentNode, Kind, visit } from 'graphql';
import { checkUsableText } from '../lib/usable-text.ts';
import { limitError } from './operation-limits.ts';

/** Levels of lists and objects within variables: reading them takes stack for each. */
const MAX_DEPTH = 200;

/**
 * Refuse values that no operation can use: variables nested deeper than 200 levels, and texts that
 * a database cannot hold: with U+0000, or with half of a surrogate pair, which would come back as
 * another character.
 *
 * @throws {GraphQLError} BAD_USER_INPUT with the limit.
 * @throws {AppError} BAD_USER_INPUT, naming the variable.
 */
export function checkVariables(variables: unknown): void {
  if (typeof variables !== 'object' || variables === null) return;
  for (const [name, value] of Object.entries(variables)) checkVariable(name, value);
}

/** The same for the texts of a document; how deep it nests is limited by its tokens. */
export function checkLiterals(document: DocumentNode): void {
  if (!document.loc?.source.body.includes('\\u')) return;
  visit(document, {
    [Kind.STRING]({ value }) {
      checkUsableText(value, 'a text of the document');
    },
  });
}

function checkVariable(name: string, variable: unknown): void {
  // A list of what is still to be seen, level by level: recursion is what the limit is for.
  let level: unknown[] = [variable];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) {
      throw limitError(
        'BAD_USER_INPUT',
        `Expected variables of at most ${MAX_DEPTH} levels of lists and objects, got more in "$${name}".`,
        MAX_DEPTH,
      );
    }
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'string') checkUsableText(value, `"$${name}"`);
      if (typeof value !== 'object' || value === null) continue;
      if (Array.isArray(value)) {
        for (const item of value) next.push(item);
      } else {
        for (const [key, item] of Object.entries(value)) next.push(key, item);
      }
    }
    level = next;
  }
}
