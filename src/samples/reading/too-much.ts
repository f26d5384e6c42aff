import { AppError } from '../../errors.ts';

/** An argument that asks for more than a limit allows, with advice: PAYLOAD_TOO_LARGE. */
export function tooMuch(argument: string, message: string): AppError {
  return new AppError('PAYLOAD_TOO_LARGE', message, { argument });
}
