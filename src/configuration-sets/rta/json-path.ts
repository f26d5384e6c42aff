/** A place in a JSON document, printed only when a problem is reported there. */
export interface JsonPath {
  readonly parent: JsonPath | null;
  /** Name of a member, or index of an entry; `$` at the top. */
  readonly key: string | number;
}

/** The document itself. */
export const ROOT: JsonPath = { parent: null, key: '$' };

const MAX_KEY_LENGTH = 80;

/** The place of a member or an entry. */
export function childPath(parent: JsonPath, key: string | number): JsonPath {
  return { parent, key };
}

/** A place as text, such as `$.demo.parameters[3].conv` or `$["my app"].tree`; long names are cut. */
export function printPath(path: JsonPath): string {
  const steps: string[] = [];
  for (let at: JsonPath | null = path; at; at = at.parent) {
    steps.push(at.parent ? printStep(at.key) : String(at.key));
  }
  return steps.reverse().join('');
}

/** A text of the document for a message, in quotes, cut when it is long. */
export function quote(text: string): string {
  return JSON.stringify(shorten(text));
}

function printStep(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`;
  return /^[A-Za-z_$][\w$]{0,79}$/.test(key) ? `.${key}` : `[${quote(key)}]`;
}

function shorten(text: string): string {
  return text.length > MAX_KEY_LENGTH ? `${text.slice(0, MAX_KEY_LENGTH - 1)}…` : text;
}
