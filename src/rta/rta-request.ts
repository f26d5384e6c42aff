import type { IncomingMessage } from 'node:http';
import { badInput } from '../errors.ts';
import { parseExactJson } from '../lib/exact-json.ts';
import { checkListLength } from '../lib/max-keys.ts';
import { readBody } from '../lib/read-body.ts';
import { checkUsableText } from '../lib/usable-text.ts';
import type { Runtime } from '../runtime.ts';
import type { OrderArgument } from '../sessions/query/session-order.ts';

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1_000;
const MAX_PAGE_INDEX = 1_000_000;

/** Parameters of one form. */
const MAX_PARAMETERS = 1_000;

/** What a list of sessions is asked for, by RTA's parameters. */
export interface RtaListRequest {
  /** Sessions before the page. */
  readonly skip: number;
  /** Sessions of the page. */
  readonly take: number;
  readonly folder: string | null;
  readonly orderBy: readonly OrderArgument[];
  /** RTA's query dialect as JSON, or null. */
  readonly query: unknown;
  /** Extended details to show. */
  readonly properties: readonly string[];
}

/**
 * Read the parameters of a form.
 *
 * @throws {AppError} BAD_USER_INPUT; PAYLOAD_TOO_LARGE.
 */
export async function readForm(
  { limits }: Pick<Runtime, 'limits'>,
  request: IncomingMessage,
): Promise<URLSearchParams> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) {
    throw badInput(
      'content-type',
      `Expected application/x-www-form-urlencoded, got "${type.slice(0, 80)}".`,
    );
  }
  const text = (await readBody(request, limits.maxRequestBytes)).toString();
  if (text.split('&', MAX_PARAMETERS + 1).length > MAX_PARAMETERS) {
    throw badInput('form', `Expected at most ${MAX_PARAMETERS} parameters, got more.`);
  }
  const parameters = new URLSearchParams(text);
  for (const [name, value] of parameters) checkUsableText(value, `"${name.slice(0, 80)}"`);
  return parameters;
}

/**
 * Read the parameters of a list, from a URL or a form.
 *
 * @throws {AppError} BAD_USER_INPUT with the name of the parameter.
 */
export function readListRequest(parameters: URLSearchParams): RtaListRequest {
  const pageIndex = readCount(parameters, 'pageIndex', MAX_PAGE_INDEX);
  const size = readCount(parameters, 'pageSize', Number.MAX_SAFE_INTEGER);
  // RTA leaves the size to the server: 0 is its default, and more than it grants is what it grants.
  const take = Math.min(size === 0 ? DEFAULT_PAGE_SIZE : size, MAX_PAGE_SIZE);
  const properties = parameters.getAll('prop');
  checkListLength(properties, 'prop');
  return {
    skip: pageIndex * take,
    take,
    folder: parameters.get('folder'),
    orderBy: parameters.getAll('sort').filter(Boolean).map(readSort),
    query: readQuery(parameters.get('query')),
    properties,
  };
}

/** 0 if it is absent or empty. */
function readCount(parameters: URLSearchParams, name: string, maximum: number): number {
  const text = parameters.get(name);
  if (text === null || text === '') return 0;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value <= maximum) return value;
  throw badInput(name, `Expected a whole number from 0 to ${maximum}, got "${text.slice(0, 80)}".`);
}

/** `property:asc` or `property:desc`, ascending without either; a name may hold colons itself. */
function readSort(sort: string): OrderArgument {
  const [, property = sort, direction = 'asc'] = /^(.*):(asc|desc)$/is.exec(sort) ?? [];
  return { property, direction: direction.toLowerCase() === 'desc' ? 'DESC' : 'ASC' };
}

function readQuery(text: string | null): unknown {
  if (text === null || text === '') return null;
  try {
    return parseExactJson(text, '"query"');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw badInput('query', `Expected JSON, got ${JSON.stringify(text.slice(0, 80))}.`);
  }
}
