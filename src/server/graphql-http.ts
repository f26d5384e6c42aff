import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../lib/read-body.ts';
import type { RequestNotes } from './request-log.ts';
import type { GraphQLEngine } from './yoga.ts';

/** A request to /graphql and where its answer goes. */
export interface GraphQLExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly notes: RequestNotes;
}

/**
 * Answer a GraphQL request: one JSON answer, or events (SSE) as fast as the client takes them. When
 * the client leaves, its subscription ends.
 *
 * The body is read here and not by Yoga, which passes each through a stream of its own to count it.
 *
 * @throws {AppError} PAYLOAD_TOO_LARGE for a body over `maxRequestBytes`; what readBody throws.
 */
export async function answerGraphQL(
  { yoga }: Pick<GraphQLEngine, 'yoga'>,
  { request, response, notes }: GraphQLExchange,
  maxRequestBytes: number,
): Promise<void> {
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
  const body = hasBody ? (await readBody(request, maxRequestBytes)).toString() : '';
  const gone = new AbortController();
  response.once('close', () => gone.abort());

  const answer = await yoga.handleRequest(
    new yoga.fetchAPI.Request(toUrl(request), {
      method: request.method ?? 'GET',
      headers: toHeaders(request),
      signal: gone.signal,
      ...(body === '' ? {} : { body }),
    }),
    { req: request, notes },
  );
  await send(answer, response);
}

async function send(answer: Response, response: ServerResponse): Promise<void> {
  // Set one by one, not by writeHead, so that Node adds the content-length of a whole text.
  response.statusCode = answer.status;
  answer.headers.forEach((value, name) => {
    response.setHeader(name, value);
  });
  if (!answer.body) response.end();
  else if (isStream(answer)) await pump(answer.body, response);
  else response.end(await answer.text());
}

function isStream({ headers }: Response): boolean {
  return /^(text\/event-stream|multipart\/mixed)/.test(headers.get('content-type') ?? '');
}

/** Pass chunks on, each when the socket has taken the one before. */
async function pump(body: ReadableStream<Uint8Array>, response: ServerResponse): Promise<void> {
  const reader = body.getReader();
  const cancel = () => {
    reader.cancel().catch(() => {});
  };
  response.once('close', cancel);
  if (response.destroyed) cancel();

  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    if (response.destroyed) return;
    if (!response.write(chunk.value)) await drained(response);
  }
  response.off('close', cancel);
  response.end();
}

async function drained(response: ServerResponse): Promise<void> {
  const settled = new AbortController();
  const options = { signal: settled.signal };
  try {
    await Promise.race([once(response, 'drain', options), once(response, 'close', options)]);
  } finally {
    settled.abort();
  }
}

/** Path and query count; the host is a placeholder, so that no header can make the URL invalid. */
function toUrl(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const query = url.indexOf('?');
  return `http://localhost/graphql${query === -1 ? '' : url.slice(query)}`;
}

function toHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}
