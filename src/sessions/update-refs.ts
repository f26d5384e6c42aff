import { checkText, type UpdateTarget } from './update-target.ts';
import { readTexts, replaceTexts, type TextSet } from './update-texts.ts';

/** Kinds of refs, with the names of the API's fields that show them. */
const FIELDS = {
  ANCHOR: 'refAnchors',
  ALTERNATE_OF: 'alternateOfRefs',
  CHILD_OF: 'childOfRefs',
} as const;

/** What a stored URI is to its session. */
export type RefKind = keyof typeof FIELDS;

/** What an operation makes of the URIs there are and of those it is given. */
type Change = (stored: ReadonlySet<string>, given: readonly string[]) => Set<string>;

/** An operation on the refs of one kind. */
type RefOperation = (target: UpdateTarget, uris: readonly string[], path: string) => Promise<void>;

/** Replace the refs of a kind. @throws {AppError} BAD_USER_INPUT for a URI. */
export function setRefs(kind: RefKind): RefOperation {
  return changeRefs(kind, (_stored, given) => new Set(given));
}

/** Add refs of a kind. @throws {AppError} BAD_USER_INPUT for a URI. */
export function updateRefs(kind: RefKind): RefOperation {
  return changeRefs(kind, (stored, given) => new Set([...stored, ...given]));
}

/** Delete refs of a kind; unknown ones are passed over. @throws {AppError} BAD_USER_INPUT for a URI. */
export function deleteRefs(kind: RefKind): RefOperation {
  return changeRefs(kind, (stored, given) => {
    const kept = new Set(stored);
    for (const uri of given) kept.delete(uri);
    return kept;
  });
}

function changeRefs(kind: RefKind, change: Change): RefOperation {
  return async (target, uris, path) => {
    for (const [i, uri] of uris.entries()) checkText(uri, `${path}[${i}]`);
    const set: TextSet = {
      table: 'SessionRef',
      column: 'uri',
      where: { kind },
      also: {},
      max: 1_000,
    };
    const stored = await readTexts(target, set);
    await replaceTexts(target, set, stored, change(stored, uris), path);
    target.changed.add(FIELDS[kind]);
  };
}
