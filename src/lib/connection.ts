import { badInput } from '../errors.ts';

/** Relay's paging arguments. */
export interface PageArgs {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** Page sizes of this server. */
export interface PageLimits {
  readonly defaultPageSize: number;
  readonly maxPageSize: number;
}

/** What a value of a cursor is, as wide as the column it is compared with. */
export type CursorPart = 'text' | 'int32' | 'int64';

/** A position in an order: the values of its key, most significant first. */
export type CursorKey = readonly (string | number | bigint)[];

/** What to fetch: `take` rows beyond `from`, in the order or, for the end of it, backwards. */
export interface PageRequest {
  readonly take: number;
  readonly after: CursorKey | null;
  readonly before: CursorKey | null;
  readonly backwards: boolean;
}

export interface Connection<T> {
  readonly edges: { readonly cursor: string; readonly node: T }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/**
 * Check paging arguments, and say what to fetch: one row more than the page, which tells whether
 * there is a next page.
 *
 * @param parts The values that a cursor of this order holds.
 * @throws {AppError} BAD_USER_INPUT, naming the argument.
 */
export function toPageRequest(
  args: PageArgs,
  limits: PageLimits,
  parts: readonly CursorPart[],
): PageRequest {
  const { first, last } = args;
  if (typeof first === 'number' && typeof last === 'number') {
    throw badInput('last', 'Expected `first` or `last`, got both.');
  }
  const backwards = typeof last === 'number' || (typeof first !== 'number' && !!args.before);
  const size = first ?? last ?? limits.defaultPageSize;
  const argument = typeof last === 'number' ? 'last' : 'first';
  if (size < 0 || size > limits.maxPageSize) {
    throw badInput(argument, `Expected 0 to ${limits.maxPageSize} rows a page, got ${size}.`);
  }
  return {
    take: size + 1,
    after: args.after ? decodeCursor('after', args.after, parts) : null,
    before: args.before ? decodeCursor('before', args.before, parts) : null,
    backwards,
  };
}

/** Make a page of the rows fetched for a request, in the order they were fetched. */
export function toConnection<T>(
  rows: readonly T[],
  { take, after, before, backwards }: PageRequest,
  keyOf: (row: T) => CursorKey,
): Connection<T> {
  const more = rows.length >= take;
  const page = rows.slice(0, take - 1);
  if (backwards) page.reverse();
  // Most pages are read without the cursors of their rows, so each is made when it is read.
  const edges = page.map((node) => ({
    get cursor() {
      return encodeCursor(keyOf(node));
    },
    node,
  }));
  return {
    edges,
    pageInfo: {
      // The row of a cursor lies outside the page that it bounds.
      hasNextPage: (!backwards && more) || before !== null,
      hasPreviousPage: (backwards && more) || after !== null,
      get startCursor() {
        return edges[0]?.cursor ?? null;
      },
      get endCursor() {
        return edges.at(-1)?.cursor ?? null;
      },
    },
  };
}

function encodeCursor(key: CursorKey): string {
  const values = key.map((value) => (typeof value === 'bigint' ? String(value) : value));
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

function decodeCursor(argument: string, cursor: string, parts: readonly CursorPart[]): CursorKey {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const valid =
      Array.isArray(key) &&
      key.length === parts.length &&
      parts.every((part, i) => isPart(part, key[i]));
    if (valid) return key as CursorKey;
  } catch {
    // Falls through to the one message for every cursor that is not ours.
  }
  throw badInput(argument, `Expected a cursor of this connection, got "${cursor.slice(0, 80)}".`);
}

/** Whether a value can be compared with its column: a cursor of another order, or a forged one, not. */
function isPart(part: CursorPart, value: unknown): boolean {
  if (part === 'text') return typeof value === 'string';
  const digits = typeof value === 'string' && /^-?\d{1,19}$/.test(value);
  if (!digits && !Number.isSafeInteger(value)) return false;
  const bits = part === 'int32' ? 32 : 64;
  const integer = BigInt(value as string | number);
  return BigInt.asIntN(bits, integer) === integer;
}
