import { formatFloat } from './format-float.ts';
import { formatInteger } from './format-integer.ts';
import { type NumberDirective, parseFormat } from './parse-format.ts';

/** Writes a value; `text` is what stands for it where the format has `%s`. */
export type Formatter = (value: number, text?: string) => string;

const DEFAULT: NumberDirective = {
  type: 'g',
  leftAlign: false,
  sign: '',
  alternate: false,
  zeroPad: false,
  width: 0,
  precision: null,
};

/**
 * Compile a C format, such as `%5.3f` or `Deployed: %s`, to a function.
 *
 * Flags `- + space # 0`, width, precision and the types i d u f F g G e E o x X c s are those of C,
 * and so is rounding: half to even on the exact binary value. `%qIP` writes an IPv4 address of a
 * 32-bit number. A format without `%`, such as `5.2f`, is taken as if it had one. At most one value
 * is written.
 *
 * Integer types cut the fraction off; negative numbers under u, o and x are two's complement of 32
 * bits (64 when they need more). NaN and infinities are `nan`, `inf` and `-inf`. `%s` writes the
 * text, or the number as `%g` when there is none. A format that cannot be used gives `%g`; see
 * {@link checkFormat}.
 */
export function compileFormat(format: string): Formatter {
  const parsed = parseFormat(format);
  if ('problem' in parsed) return (value) => formatDirective(DEFAULT, value);
  const { prefix, directive, suffix } = parsed;
  if (!directive) return () => prefix;
  return (value, text) => prefix + formatDirective(directive, value, text) + suffix;
}

/** Why a format cannot be used, as a sentence; null when it can. */
export function checkFormat(format: string): string | null {
  const parsed = parseFormat(format);
  return 'problem' in parsed ? parsed.problem : null;
}

function formatDirective(directive: NumberDirective, value: number, text?: string): string {
  switch (directive.type) {
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
      return formatInteger(directive, value);
    case 'f':
    case 'F':
    case 'e':
    case 'E':
    case 'g':
    case 'G':
      return formatFloat(directive, value);
    case 'c':
      return pad(directive, toCharacter(value));
    case 's': {
      const whole = text ?? formatFloat(DEFAULT, value);
      return pad(
        directive,
        directive.precision === null ? whole : whole.slice(0, directive.precision),
      );
    }
    case 'qIP':
      return pad(directive, toAddress(value));
  }
}

function pad({ leftAlign, width }: NumberDirective, text: string): string {
  return leftAlign ? text.padEnd(width) : text.padStart(width);
}

function toCharacter(value: number): string {
  const code = Math.trunc(value);
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : '';
}

function toAddress(value: number): string {
  if (!(value > -(2 ** 31) - 1 && value < 2 ** 32)) return formatFloat(DEFAULT, value);
  const bits = Math.trunc(value) >>> 0;
  return [bits >>> 24, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255].join('.');
}
