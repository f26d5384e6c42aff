/**
 * Why a recording was not imported. The message is for the user: it names the file and says in
 * plain words what is wrong; `code` is from the importer's list, `detail` holds offsets and the
 * like and is safe to print as JSON (instants and other large integers are decimal text).
 */
export class ImportError extends Error {
  override readonly name = 'ImportError';
  readonly code: string;
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    detail: Record<string, unknown> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.detail = detail;
  }
}

/** Something a user should know about a recording that was imported, wholly or in part. */
export interface ImportWarning {
  /** From the importer's list of codes. */
  readonly code: string;
  /** Names the file and says what was imported and what was not. */
  readonly message: string;
  /** Offsets, time ranges, counts. Safe to print as JSON: large integers are decimal text. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** True when the user has to agree before the recording is stored. Absent means false. */
  readonly needsConfirmation?: boolean;
}
