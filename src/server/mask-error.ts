import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { AppError } from '../errors.ts';
import { statusOf, toDetail } from './http-error.ts';

/** Turns whatever was thrown into what the client sees. */
export type MaskError = (error: unknown) => GraphQLError;

/** Characters of a message: one of graphql-js quotes the value at fault in full, maybe megabytes. */
export const MAX_MESSAGE_LENGTH = 1000;

/** Codes of Yoga's own refusals, in this API's words. */
const YOGA_CODES: Readonly<Record<string, string>> = {
  BAD_REQUEST: 'BAD_USER_INPUT',
  REQUEST_ENTITY_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
};

/**
 * Make the one function that decides what a client sees, on every transport: an `AppError` keeps its
 * message, code and details; a GraphQL error of the request itself passes with a code; anything else
 * becomes "Unexpected error." with `extensions.errorId`, under which the log has the original. What it
 * made passes as it is.
 */
export function createMaskError(logger: Logger): MaskError {
  const masked = new WeakSet<GraphQLError>();
  return (error) => {
    if (error instanceof GraphQLError && masked.has(error)) return error;
    const result = mask(error);
    masked.add(result);
    return result;
  };

  function mask(error: unknown): GraphQLError {
    const cause = rootCause(error);
    if (cause instanceof AppError) return toClientError(error, cause);
    if (cause instanceof GraphQLError) {
      const code = codeOf(cause, error);
      if (code !== null) return toCodedError(error, cause, code);
    }
    const errorId = randomUUID();
    logger.error({ errorId, err: cause, path: pathOf(error)?.join('.') }, 'Unexpected error.');
    return new GraphQLError('Unexpected error.', {
      ...location(error),
      extensions: { code: 'INTERNAL_SERVER_ERROR', errorId, ...http(error, 500) },
    });
  }
}

/** The error as it is sent: without what only the HTTP layer reads. */
export function toWireError(error: GraphQLError): GraphQLFormattedError {
  const { http: _http, unexpected: _unexpected, ...extensions } = error.extensions;
  return { ...error.toJSON(), extensions };
}

/** Cut a message that quotes a long value. */
export function shorten(message: string): string {
  return message.length <= MAX_MESSAGE_LENGTH
    ? message
    : `${message.slice(0, MAX_MESSAGE_LENGTH)}… (${message.length} characters)`;
}

function toClientError(error: unknown, cause: AppError): GraphQLError {
  // graphql-js says which variable, and where in it, the scalar found its fault.
  const isCoercion = error instanceof GraphQLError && error.message.startsWith('Variable "$');
  return new GraphQLError(shorten(isCoercion ? error.message : cause.message), {
    ...location(error),
    extensions: { ...toDetail(cause), code: cause.code, ...http(error, statusOf(cause.code)) },
  });
}

function toCodedError(error: unknown, cause: GraphQLError, code: string): GraphQLError {
  const outer = error instanceof GraphQLError ? error : cause;
  const isSame = outer.extensions.code === code && outer.message.length <= MAX_MESSAGE_LENGTH;
  if (isSame && !outer.originalError) return outer;
  return new GraphQLError(shorten(outer.message), {
    ...location(outer),
    extensions: { ...cause.extensions, ...outer.extensions, code },
  });
}

/** The code of a GraphQL error, or null when the server is at fault. */
function codeOf(cause: GraphQLError, error: unknown): string | null {
  const { code } = cause.extensions;
  if (typeof code === 'string') return YOGA_CODES[code] ?? code;
  // Without a path it is about the request. With one, an argument at fault has its place in the
  // document, and what a resolver threw without a code has none.
  return pathOf(error) === undefined || cause.nodes ? 'BAD_USER_INPUT' : null;
}

/** A status for an error of the whole request; one field at fault leaves the rest of a 200. */
function http(error: unknown, status: number): { http?: { status: number } } {
  return pathOf(error) === undefined ? { http: { status } } : {};
}

function rootCause(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError
    ? rootCause(error.originalError)
    : error;
}

function pathOf(error: unknown): GraphQLError['path'] {
  return error instanceof GraphQLError ? error.path : undefined;
}

function location(error: unknown) {
  if (!(error instanceof GraphQLError)) return {};
  const { nodes, source, positions, path } = error;
  return { nodes: nodes ?? null, source: source ?? null, positions, path: path ?? null };
}
