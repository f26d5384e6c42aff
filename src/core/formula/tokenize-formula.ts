import { FormulaError } from './formula-error.ts';

/** One word of a formula. */
export interface Token {
  readonly kind: 'number' | 'name' | 'reference' | 'symbol' | 'end';
  /** As written; without `$` for a reference, in lower case for a name. */
  readonly text: string;
  /** Numbers only; else NaN. */
  readonly value: number;
  readonly offset: number;
}

/** Most characters of a formula. */
export const MAX_FORMULA_LENGTH = 10_000;

// White space, a line continued by a backslash, and comments.
const SKIPPED = /(?:\s|\\\r?\n|\/\*[\s\S]*?\*\/)+/y;
const NUMBER = /0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = /[\p{L}_][\p{L}\p{N}_]*/uy;
const REFERENCE = /\$[\p{L}_][\p{L}\p{N}_.]*(?::[\p{L}_][\p{L}\p{N}_.]*)?/uy;
// A comment that does not end is no division.
const SYMBOL = /(?!\/\*)(?:<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%^<>!&|~?:(),;])/y;

/**
 * Cut a formula into words; the last is the end.
 *
 * @throws {FormulaError} when it is too long or has a character that belongs to no word.
 */
export function tokenizeFormula(source: string): Token[] {
  if (source.length > MAX_FORMULA_LENGTH)
    throw new FormulaError(
      `Expected at most ${MAX_FORMULA_LENGTH} characters, got ${source.length}.`,
      source,
      MAX_FORMULA_LENGTH,
    );
  const tokens: Token[] = [];
  let offset = 0;
  const read = (pattern: RegExp) => {
    pattern.lastIndex = offset;
    return pattern.exec(source)?.[0];
  };
  const push = (kind: Token['kind'], word: string, text = word, value = Number.NaN) => {
    tokens.push({ kind, text, value, offset });
    offset += word.length;
  };

  for (;;) {
    offset += read(SKIPPED)?.length ?? 0;
    if (offset >= source.length) break;
    let word: string | undefined;
    if ((word = read(NUMBER))) push('number', word, word, toNumber(word, source, offset));
    else if ((word = read(REFERENCE))) push('reference', word, word.slice(1));
    else if ((word = read(NAME))) push('name', word, word.toLowerCase());
    else if ((word = read(SYMBOL))) push('symbol', word);
    else throw new FormulaError(describeStranger(source, offset), source, offset);
  }
  push('end', '');
  return tokens;
}

function toNumber(word: string, source: string, offset: number): number {
  const value = Number(word);
  if (!Number.isFinite(value))
    throw new FormulaError(`Expected a finite number, got "${word}".`, source, offset);
  return value;
}

function describeStranger(source: string, offset: number): string {
  if (source.startsWith('/*', offset)) return 'Expected "*/" to end the comment.';
  const character = String.fromCodePoint(source.codePointAt(offset) ?? 0);
  if (character === '=') return 'Expected "==" to compare, got "=": assignments are not supported.';
  if (character === '$') return 'Expected a name after "$".';
  return `Expected a number, a name or an operator, got "${character}".`;
}
