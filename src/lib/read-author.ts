import { badInput } from '../errors.ts';

/** The header in which a client says who writes. */
export const AUTHOR_HEADER = 'x-paddock-author';

const MAX_LENGTH = 200;

/**
 * Who writes, as a client says of itself: taken at its word, for the log of changes.
 *
 * @param header Percent-encoded, since headers hold no other letters than those of ASCII.
 * @returns null when it does not say.
 * @throws {AppError} BAD_USER_INPUT when it is malformed or has more than 200 characters.
 */
export function readAuthorHeader(header: string | readonly string[] | undefined): string | null {
  if (header === undefined || header === '') return null;
  if (typeof header !== 'string')
    throw badInput(AUTHOR_HEADER, 'Expected one header, got several.');
  try {
    return checkAuthor(decodeURIComponent(header), AUTHOR_HEADER);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw badInput(
      AUTHOR_HEADER,
      `Expected percent-encoded UTF-8, such as "Zo%C3%AB", got "${header.slice(0, 80)}".`,
    );
  }
}

/**
 * The same in the parameters of a WebSocket's connection_init, as plain text.
 *
 * @throws {AppError} BAD_USER_INPUT when it is no text, or has more than 200 characters.
 */
export function readAuthorParam(author: unknown): string | null {
  if (author === undefined || author === null || author === '') return null;
  if (typeof author === 'string') return checkAuthor(author, 'connectionParams.author');
  throw badInput('connectionParams.author', `Expected a text, got ${typeof author}.`);
}

function checkAuthor(author: string, argument: string): string {
  const length = [...author].length;
  if (length > MAX_LENGTH) {
    throw badInput(argument, `Expected at most ${MAX_LENGTH} characters, got ${length}.`);
  }
  // Neither database, nor a log, is to hold half a character or a control character.
  if (/\p{Cc}|\p{Cs}/u.test(author)) {
    throw badInput(argument, 'Expected text without control characters.');
  }
  return author;
}
