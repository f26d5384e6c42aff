/** Every code a client can meet, with the meaning the documentation prints. */
export const ERROR_CODES = {
  BAD_USER_INPUT: 'An argument is malformed, out of range or inconsistent.',
  NOT_FOUND: 'No record has that key.',
  CONFLICT: 'The record is not in a state that allows this change, or the key is taken.',
  UNAUTHENTICATED: 'The token is missing, unknown or expired.',
  FORBIDDEN: 'The viewer lacks the role this operation needs.',
  PAYLOAD_TOO_LARGE: 'The request or its answer exceeds a configured limit.',
  UNAVAILABLE: 'The server cannot answer now; trying again later may succeed.',
  CORRUPT_DATA: 'Stored bytes do not match their declared layout.',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * A failure the client can act on. Its message and details are shown to the client as they are;
 * any other error is masked at the edge.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    details: Record<string, unknown> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}

/** An argument at fault, by its path: `badInput('window.range', 'Expected ...')`. */
export function badInput(argument: string, message: string): AppError {
  return new AppError('BAD_USER_INPUT', message, { argument });
}

/** A value that cannot be read, wherever it stands: the caller, or graphql-js, says where. */
export function malformed(message: string): AppError {
  return new AppError('BAD_USER_INPUT', message);
}

/** A record that is not there: `notFound('Session', identity)`. */
export function notFound(type: string, key: string): AppError {
  return new AppError('NOT_FOUND', `${type} "${key}" was not found.`, { type, key });
}
