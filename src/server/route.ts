import type { IncomingMessage, ServerResponse } from 'node:http';

/** A plain HTTP endpoint beside GraphQL, on the same port and behind the same checks. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** A path with parameters, such as `/sessions/:identity/samples.:format`; one never spans a `/`. */
  readonly path: string;
  /**
   * Whether the body may be long: it then takes as long as it needs while bytes keep coming.
   * Other bodies have a minute in all. The handler bounds the bytes of both.
   */
  readonly upload?: boolean;
  readonly handler: RouteHandler;
}

/**
 * Answer a request, by ending the response.
 *
 * @param params Values of the path's parameters, percent-decoded.
 * @param url For its query; the origin is a placeholder.
 * @throws {AppError} shown to the client as JSON with the code's status; any other error is masked
 *   and logged. After the headers were sent the connection is cut instead.
 */
export type RouteHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  params: Readonly<Record<string, string>>,
  url: URL,
) => Promise<void> | void;
