import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import { readBody } from '../lib/read-body.ts';
import { sendEvents } from './event-stream.ts';
import { answerJsonPost, type JsonAnswer } from './json-post.ts';
import type { RequestNotes } from './request-log.ts';
import type { GraphQLEngine, HttpContext } from './yoga.ts';

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
 * @throws {AppError} PAYLOAD_TOO_LARGE for a body over `maxRequestBytes`; what readBody throws.
 */
export async function answerGraphQL(
  engine: GraphQLEngine,
  exchange: GraphQLExchange,
  maxRequestBytes: number,
): Promise<void> {
  const { request, response } = exchange;
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
  const body = hasBody ? (await readBody(request, maxRequestBytes)).toString() : '';
  const answer = await answerJsonPost(engine, exchange, body);
  if (answer) sendJsonAnswer(answer, response);
  else await answerByYoga(engine, exchange, body);
}

function sendJsonAnswer({ status, type, text }: JsonAnswer, response: ServerResponse): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

/** The body has been read, since Yoga passes each through a stream of its own to count it. */
async function answerByYoga(
  { yoga }: Pick<GraphQLEngine, 'yoga'>,
  { request, response, notes }: GraphQLExchange,
  body: string,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  let events: AsyncIterable<ExecutionResult> | undefined;
  const takeEvents: HttpContext['takeEvents'] = (taken) => {
    events = taken;
  };

  const answer = await yoga.handleRequest(
    new yoga.fetchAPI.Request(toUrl(request), {
      method: request.method ?? 'GET',
      headers: toHeaders(request),
      signal: gone.signal,
      ...(body === '' ? {} : { body }),
    }),
    { req: request, notes, takeEvents },
  );
  if (events) await sendEvents(response, events);
  else await sendAnswer(answer, response);
}

async function sendAnswer(answer: Response, response: ServerResponse): Promise<void> {
  const text = answer.body ? await answer.text() : '';
  // Set one by one, not by writeHead, so that Node adds the content-length.
  response.statusCode = answer.status;
  answer.headers.forEach((value, name) => {
    // Yoga says so of event streams, though it is no encoding, and strict clients refuse it.
    if (!/^content-encoding: none$/i.test(`${name}: ${value}`)) response.setHeader(name, value);
  });
  response.end(text);
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
