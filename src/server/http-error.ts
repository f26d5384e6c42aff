import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { AppError, type ErrorCode } from '../errors.ts';
import { exactIntegers } from '../lib/json-text.ts';

const STATUSES: Readonly<Record<ErrorCode, number>> = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  CORRUPT_DATA: 500,
  UNAVAILABLE: 503,
};

/** The HTTP status that says what the code says. */
export function statusOf(code: ErrorCode): number {
  return STATUSES[code];
}

/**
 * Answer with JSON: `{ error: { code, message, detail? } }`, or `{ errors: [...] }` at a GraphQL
 * path. Where the answer has begun already it is cut, so that nobody takes it for whole.
 */
export function sendError(
  response: ServerResponse,
  error: AppError | { readonly code: string; readonly message: string; readonly detail?: unknown },
  { status, graphql = false }: { readonly status: number; readonly graphql?: boolean },
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const detail = error instanceof AppError ? toDetail(error) : error.detail;
  const { code, message } = error;
  const body = graphql
    ? { errors: [{ message, extensions: { ...(detail as object | undefined), code } }] }
    : { error: { code, message, ...(detail === undefined ? {} : { detail }) } };
  sendJson(response, status, body);
}

/**
 * Answer with what a handler threw: an `AppError` as it is, anything else as "Unexpected error."
 * with an id that the log has too.
 */
export function sendThrown(
  response: ServerResponse,
  thrown: unknown,
  { logger, graphql = false }: { readonly logger: Logger; readonly graphql?: boolean },
): void {
  if (thrown instanceof AppError) {
    sendError(response, thrown, { status: statusOf(thrown.code), graphql });
    return;
  }
  const errorId = randomUUID();
  logger.error({ errorId, err: thrown }, 'Unexpected error.');
  sendError(
    response,
    { code: 'INTERNAL_SERVER_ERROR', message: 'Unexpected error.', detail: { errorId } },
    { status: 500, graphql },
  );
}

/** Answer with a value as JSON; a bigint becomes a decimal string, a `JsonInteger` digits. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end(exactIntegers(toJson(value)));
}

/** Details of an error as plain JSON values, or undefined when there are none. */
export function toDetail({ details }: AppError): Record<string, unknown> | undefined {
  if (Object.keys(details).length === 0) return undefined;
  return JSON.parse(toJson(details)) as Record<string, unknown>;
}

function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'bigint' ? item.toString() : item,
  );
}
