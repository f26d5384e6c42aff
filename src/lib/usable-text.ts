import { malformed } from '../errors.ts';

/** U+0000, or a surrogate without its other half. */
const UNUSABLE = /[\0\p{Cs}]/u;

/**
 * Refuse a text that a database cannot hold: with U+0000, or with half of a surrogate pair, which
 * would come back as another character.
 *
 * @param where The text's place, for the message.
 * @throws {AppError} BAD_USER_INPUT.
 */
export function checkUsableText(text: string, where: string): void {
  const [bad] = UNUSABLE.exec(text) ?? [];
  if (bad === undefined) return;
  const code = bad.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  throw malformed(
    `Expected texts of Unicode characters other than U+0000, got U+${code} in ${where}.`,
  );
}
