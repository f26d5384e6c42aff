import type { ExecutionResult } from 'graphql';
import { toJsonText } from '../lib/json-text.ts';
import { toWireError } from './mask-error.ts';

/** A result of an operation as JSON text, without what its errors say to the HTTP layer only. */
export function toResultText(result: ExecutionResult): string {
  return toJsonText(result.errors ? { ...result, errors: result.errors.map(toWireError) } : result);
}
