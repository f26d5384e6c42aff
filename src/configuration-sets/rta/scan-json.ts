import { childPath, type JsonPath, quote, ROOT } from './json-path.ts';
import { MAX_ENTRIES } from './rta-object.ts';
import type { RtaProblems } from './rta-problems.ts';

/** Levels of objects and lists; 32 levels of groups need 69. */
const MAX_DEPTH = 256;
/** Members of one object; only the applications of a document may be many. */
const MAX_MEMBERS = 10_000;

/** Names an object may have before they go to a set, which costs more to make. */
const FEW = 32;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

interface Frame {
  readonly path: JsonPath;
  /** Names so far of an object, a list while they are few; null for a list. */
  names: string[] | Set<string> | null;
  /** Whether the next text is a name. */
  awaitsName: boolean;
  /** Name or index of the value that comes. */
  key: string | number;
}

/**
 * Report what `JSON.parse` lets pass: names that an object has twice, of which it keeps the last
 * value, and size without end. Text that is no JSON is left for it to refuse.
 *
 * @returns false when the text nests too deep, or has too large an object or list, to be
 *   parsed.
 */
export function scanJson(text: string, problems: RtaProblems): boolean {
  const frames: Frame[] = [];
  let top: Frame | undefined;
  const open = (isObject: boolean) => {
    const path = top ? childPath(top.path, top.key) : ROOT;
    top = { path, names: isObject ? [] : null, awaitsName: isObject, key: 0 };
    frames.push(top);
  };
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfText(text, at);
        if (end < 0) return true;
        if (top?.awaitsName && !readName(top, text.slice(at, end + 1), problems)) return false;
        at = end;
        break;
      }
      case OPEN_OBJECT:
      case OPEN_LIST:
        if (frames.length === MAX_DEPTH) {
          problems.error(ROOT, `Expected at most ${MAX_DEPTH} levels of objects and lists.`);
          return false;
        }
        open(text.charCodeAt(at) === OPEN_OBJECT);
        break;
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        frames.pop();
        top = frames.at(-1);
        break;
      case COMMA:
        if (top?.names) top.awaitsName = true;
        else if (top && !nextEntry(top, problems)) return false;
        break;
      case COLON:
        if (top) top.awaitsName = false;
        break;
    }
  }
  return true;
}

/** False when the object has too many members. */
function readName(frame: Frame, quoted: string, problems: RtaProblems): boolean {
  const name = toText(quoted);
  if (name === null) return true;
  if (!addName(frame, name)) {
    problems.error(childPath(frame.path, name), `The object has a member ${quote(name)} already.`);
  }
  frame.key = name;
  if (!(frame.names instanceof Set) || frame.names.size <= MAX_MEMBERS) return true;
  problems.error(frame.path, `Expected at most ${MAX_MEMBERS} members of an object.`);
  return false;
}

/** False when the list has too many entries. */
function nextEntry(frame: Frame, problems: RtaProblems): boolean {
  frame.key = Number(frame.key) + 1;
  if (frame.key < MAX_ENTRIES) return true;
  problems.error(frame.path, `Expected at most ${MAX_ENTRIES} entries.`);
  return false;
}

/** Whether the name is new to its object. */
function addName(frame: Frame, name: string): boolean {
  if (frame.names instanceof Set) {
    const { size } = frame.names;
    return frame.names.add(name).size > size;
  }
  if (frame.names?.includes(name)) return false;
  if (frame.names?.push(name) === FEW) frame.names = new Set(frame.names);
  return true;
}

/** Index of the closing quote; below 0 when there is none. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return -1;
}

/** A quoted text without its quotes and escapes; null when it is malformed. */
function toText(quoted: string): string | null {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return null;
  }
}
