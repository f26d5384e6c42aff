/** How one value is written. */
export interface NumberDirective {
  readonly type:
    | 'd'
    | 'i'
    | 'u'
    | 'o'
    | 'x'
    | 'X'
    | 'f'
    | 'F'
    | 'e'
    | 'E'
    | 'g'
    | 'G'
    | 'c'
    | 's'
    | 'qIP';
  readonly leftAlign: boolean;
  /** What stands before a number that is not negative. */
  readonly sign: '' | '+' | ' ';
  /** The flag `#`. */
  readonly alternate: boolean;
  readonly zeroPad: boolean;
  readonly width: number;
  /** Null when the format has none. */
  readonly precision: number | null;
}

/** A format in parts, or why it cannot be used. */
export type ParsedFormat =
  | {
      readonly prefix: string;
      /** Null for a format of literal text alone. */
      readonly directive: NumberDirective | null;
      readonly suffix: string;
    }
  | { readonly problem: string };

const MAX_LENGTH = 1_000;
const MAX_WIDTH = 512;
const MAX_PRECISION = 100;

// Length modifiers such as the l of %ld say nothing about numbers here.
const DIRECTIVE = /([-+ #0]*)(\d*)(?:\.(\d*))?(?:hh|h|ll|l|L|j|z|t)?(qIP|[diouxXfFeEgGcs])/y;

/** Take a C format apart. */
export function parseFormat(format: string): ParsedFormat {
  if (format === '') return { problem: 'The format is empty.' };
  if (format.length > MAX_LENGTH)
    return { problem: `The format is longer than ${MAX_LENGTH} characters.` };
  if (!format.includes('%')) {
    const whole = matchDirective(format, 0);
    if (whole?.end !== format.length)
      return { problem: `Expected a conversion such as %5.2f, got "${format}".` };
    return finish('', whole.match, '');
  }

  let literal = '';
  let prefix = '';
  let found: RegExpExecArray | null = null;
  for (let at = 0; at < format.length; ) {
    if (format[at] !== '%') {
      literal += format[at++];
    } else if (format[at + 1] === '%') {
      literal += '%';
      at += 2;
    } else {
      const next = matchDirective(format, at + 1);
      if (!next) return { problem: `Expected a conversion after "%", got "${format.slice(at)}".` };
      if (found) return { problem: `Expected one conversion, got more in "${format}".` };
      found = next.match;
      prefix = literal;
      literal = '';
      at = next.end;
    }
  }
  return found ? finish(prefix, found, literal) : { prefix: literal, directive: null, suffix: '' };
}

function matchDirective(format: string, at: number) {
  DIRECTIVE.lastIndex = at;
  const match = DIRECTIVE.exec(format);
  return match && { match, end: DIRECTIVE.lastIndex };
}

function finish(prefix: string, match: RegExpExecArray, suffix: string): ParsedFormat {
  const [, flags = '', width = '', precision, type] = match;
  if (Number(width) > MAX_WIDTH)
    return { problem: `Expected a width up to ${MAX_WIDTH}, got ${width}.` };
  if (Number(precision ?? 0) > MAX_PRECISION)
    return { problem: `Expected a precision up to ${MAX_PRECISION}, got ${precision}.` };
  const directive: NumberDirective = {
    type: type as NumberDirective['type'],
    leftAlign: flags.includes('-'),
    sign: flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '',
    alternate: flags.includes('#'),
    zeroPad: flags.includes('0'),
    width: Number(width),
    precision: precision === undefined ? null : Number(precision),
  };
  return { prefix, directive, suffix };
}
