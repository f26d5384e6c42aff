/** Bytes that do not match their declared layout, or text outside its grammar. Services wrap it. */
export class DecodeError extends Error {
  override readonly name: string = 'DecodeError';
  /** Byte or character offset at which reading failed, when known. */
  readonly offset: number | null;

  constructor(message: string, offset: number | null = null) {
    super(message);
    this.offset = offset;
  }
}
