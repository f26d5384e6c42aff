import { AppError } from '../errors.ts';

/** A query that took longer than the server grants it. */
export function tooLongScan(maxMs: number): AppError {
  return new AppError(
    'PAYLOAD_TOO_LARGE',
    `The query looks at too many rows: it took more than ${maxMs} ms. Add a condition on a property or a detail by its value, or ask without totalCount.`,
    { maxMs },
  );
}
