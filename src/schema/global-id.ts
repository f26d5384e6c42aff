import { badInput } from '../errors.ts';

/** The types that have global ids. */
const NODE_TYPES = ['Session', 'Folder', 'ConfigurationSet'];

/**
 * Read a global id: base64 of the type's name, a colon and the key, which may hold colons itself.
 *
 * @throws {AppError} BAD_USER_INPUT for anything else.
 */
export function decodeGlobalId(globalId: string): { typename: string; id: string } {
  const text = Buffer.from(globalId, 'base64').toString();
  const colon = text.indexOf(':');
  const [typename, id] = [text.slice(0, colon), text.slice(colon + 1)];
  // The root folder's key is empty.
  const isEmpty = id === '' && typename !== 'Folder';
  if (colon < 0 || isEmpty || !NODE_TYPES.includes(typename)) {
    throw badInput('id', `Expected the id of an object, got "${globalId.slice(0, 80)}".`);
  }
  return { typename, id };
}
