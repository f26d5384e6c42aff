import type { IncomingHttpHeaders } from 'node:http';
import { INT64_MAX } from '../core/time/nanoseconds.ts';
import { badInput } from '../errors.ts';
import { checkUsableText } from '../lib/usable-text.ts';

const MEDIA_TYPE = 'application/octet-stream';
const DEFAULT_NAME = 'default';
const MAX_NAME_LENGTH = 200;

/**
 * The name of a stream as the query has it, `default` without one.
 *
 * @throws {AppError} BAD_USER_INPUT.
 */
export function readStreamName({ searchParams }: URL): string {
  const name = readOne(searchParams, 'stream') ?? DEFAULT_NAME;
  const length = [...name].length;
  if (length < 1 || length > MAX_NAME_LENGTH) {
    throw badInput('stream', `Expected 1 to ${MAX_NAME_LENGTH} characters, got ${length}.`);
  }
  checkUsableText(name, 'the stream');
  return name;
}

/**
 * The position of a body in its stream as the query has it, 0 without one.
 *
 * @throws {AppError} BAD_USER_INPUT.
 */
export function readPosition({ searchParams }: URL): bigint {
  const text = readOne(searchParams, 'position') ?? '0';
  const position = /^\d{1,19}$/.test(text) ? BigInt(text) : -1n;
  if (position < 0n || position > INT64_MAX) {
    throw badInput('position', `Expected a number of bytes, got "${text.slice(0, 80)}".`);
  }
  return position;
}

/**
 * Refuse a body that is no plain stream of bytes.
 *
 * @throws {AppError} BAD_USER_INPUT.
 */
export function checkBodyHeaders(headers: IncomingHttpHeaders): void {
  const type = headers['content-type'] ?? '';
  if (type.split(';')[0]?.trim().toLowerCase() !== MEDIA_TYPE) {
    throw badInput('content-type', `Expected ${MEDIA_TYPE}, got "${type.slice(0, 80)}".`);
  }
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    throw badInput('content-encoding', `Expected none, got "${encoding.slice(0, 80)}".`);
  }
}

function readOne(parameters: URLSearchParams, name: string): string | undefined {
  const all = parameters.getAll(name);
  if (all.length > 1) throw badInput(name, `Expected one value, got ${all.length}.`);
  return all[0];
}
