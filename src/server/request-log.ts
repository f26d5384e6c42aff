import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';

/** What the GraphQL engine found out about a request, for the log. */
export interface RequestNotes {
  kind?: 'query' | 'mutation' | 'subscription';
  /** Name of the operation; null for one without. */
  operation?: string | null;
}

/**
 * Log one line when the answer has ended: method, path, status, milliseconds and the operation. No
 * query, body or header is logged, since they may hold data and secrets. An answer the client did
 * not wait for is `aborted`. Probes are logged at debug.
 *
 * @returns notes to fill in before the answer ends.
 */
export function logRequest(
  logger: Logger,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): RequestNotes {
  const notes: RequestNotes = {};
  const start = performance.now();
  response.once('close', () => {
    const line = {
      method: request.method,
      path,
      status: response.statusCode,
      ms: elapsedMs(start),
      ...notes,
      ...(response.writableFinished ? {} : { aborted: true }),
    };
    if (path === '/health' || path === '/ready') logger.debug(line, 'request');
    else logger.info(line, 'request');
  });
  return notes;
}

/** Log one line for an operation over WebSocket, when it has ended. */
export function logOperation(logger: Logger, notes: RequestNotes, start: number): void {
  logger.info({ transport: 'ws', ms: elapsedMs(start), ...notes }, 'operation');
}

function elapsedMs(start: number): number {
  return Math.round((performance.now() - start) * 10) / 10;
}
