import type { IncomingHttpHeaders } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Route } from './route.ts';

/** What the server is made of; it knows neither the domains nor the database. */
export interface ServerOptions<Context extends object> {
  readonly config: Omit<Config, 'databaseUrl' | 'logLevel' | 'allowUnauthenticated'>;
  readonly schema: GraphQLSchema;
  /**
   * Make the context of one operation; its own properties become the resolvers' context, beside the
   * engine's `params`, `request`, `req`, `notes`, `connection` and `asked`, which it leaves alone.
   *
   * @throws {AppError} refuses the operation, on every transport.
   */
  readonly createContext: (operation: OperationRequest) => Context | Promise<Context>;
  readonly logger: Logger;
  /** Endpoints beside /graphql, /health and /ready. */
  readonly routes?: readonly Route[];
  /** Name each thing the server needs, with true or what is wrong with it; for /ready. */
  readonly ready: () => Promise<Record<string, true | string>>;
  /** What GraphiQL's editor shows at first. */
  readonly defaultQuery?: string;
}

/** The operation a context is made for. */
export interface OperationRequest {
  /** One context serves all events of a subscription, so its loaders must not remember. */
  readonly subscription: boolean;
  readonly transport: 'http' | 'ws';
  /** Headers of the HTTP request, or of the WebSocket's upgrade request. Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** Payload of a WebSocket's connection_init; null over HTTP or when none was sent. */
  readonly connectionParams: Readonly<Record<string, unknown>> | null;
}

/** A server that can be started and stopped once. */
export interface Server {
  /**
   * Listen on the configured address.
   *
   * @returns the base URL without a path, such as `http://127.0.0.1:4000`.
   * @throws {Error} when the address is taken or not this machine's.
   */
  start(): Promise<{ readonly url: string }>;

  /**
   * Stop accepting, complete subscriptions, let running requests finish within the grace period,
   * then cut what is left. Calling it again waits for the same stop.
   */
  stop(): Promise<void>;

  /** Answer a GraphQL request without a port; the checks of the listener do not apply. */
  fetch(input: string, init?: RequestInit): Promise<Response>;
}
