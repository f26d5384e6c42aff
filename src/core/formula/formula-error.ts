import { DecodeError } from '../decode-error.ts';

/** A formula outside the grammar or its bounds, with the place. */
export class FormulaError extends DecodeError {
  override readonly name: string = 'FormulaError';
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;

  constructor(message: string, source: string, offset: number) {
    super(message, offset);
    const before = source.slice(0, offset);
    const lineStart = before.lastIndexOf('\n') + 1;
    this.line = before.split('\n').length;
    this.column = offset - lineStart + 1;
  }
}
