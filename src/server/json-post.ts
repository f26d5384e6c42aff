import type { IncomingMessage } from 'node:http';
import type { ExecutionResult } from 'graphql';
import type { GraphQLParams } from 'graphql-yoga';
import { prepareOperation } from './prepare-operation.ts';
import type { RequestNotes } from './request-log.ts';
import { toResultText } from './result-text.ts';
import { acceptedResultType, type ResultType } from './result-type.ts';
import type { GraphQLEngine, InitialContext } from './yoga.ts';

type Params = GraphQLParams & { readonly query: string };

/** An answer as it goes out. */
export interface JsonAnswer {
  readonly status: number;
  readonly type: ResultType;
  readonly text: string;
}

/**
 * Answer the request that nearly all are: a POST of JSON, for one result as JSON. Yoga's way, by the
 * objects of fetch, takes five times as long; it answers the rest, and says what is wrong with a
 * malformed request.
 *
 * @param body The text of the request's body.
 * @returns null to leave the request to Yoga; nothing has been executed then.
 */
export async function answerJsonPost(
  engine: GraphQLEngine,
  { request, notes }: { readonly request: IncomingMessage; readonly notes: RequestNotes },
  body: string,
): Promise<JsonAnswer | null> {
  const type = isJsonPost(request) ? acceptedResultType(request.headers.accept) : null;
  const params = type === null ? null : readParams(body);
  if (type === null || params === null) return null;
  const result = await resultOf(engine, { params, req: request, notes });
  return result && { status: statusOf(result, type), type, text: toResultText(result) };
}

/** The result of an operation that has one; null for a subscription. */
async function resultOf(
  { yoga, execute, maskError }: GraphQLEngine,
  initial: InitialContext,
): Promise<ExecutionResult | null> {
  try {
    const prepared = await prepareOperation(yoga, initial);
    if (!('document' in prepared)) return { errors: prepared };
    return initial.notes?.kind === 'subscription' ? null : await execute(prepared);
  } catch (error) {
    return { errors: [maskError(error)] };
  }
}

function isJsonPost({ method, headers }: IncomingMessage): boolean {
  return method === 'POST' && /^application\/json(;|$)/.test(headers['content-type'] ?? '');
}

/** The parameters of a request, or null where something is wrong with them. */
function readParams(body: string): Params | null {
  try {
    const value: unknown = JSON.parse(body);
    return isParams(value) ? value : null;
  } catch {
    return null;
  }
}

function isParams(value: unknown): value is Params {
  if (!isObject(value)) return false;
  const { query, operationName, variables, extensions, ...others } = value;
  return (
    typeof query === 'string' &&
    (operationName == null || typeof operationName === 'string') &&
    (variables == null || isObject(variables)) &&
    (extensions == null || isObject(extensions)) &&
    Object.values(others).every((other) => other === null)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The greatest status that the errors ask for; with plain JSON those of the document stay a 200. */
function statusOf({ errors = [] }: ExecutionResult, type: ResultType): number {
  let status = 0;
  for (const { extensions } of errors) {
    const http = extensions.http as { status?: number; spec?: boolean } | undefined;
    if (http?.spec && type === 'application/json') continue;
    status = Math.max(status, http?.status ?? 0);
  }
  return status || 200;
}
