import type { Server, ServerOptions } from './server-options.ts';

/** Make the HTTP and WebSocket server: GraphQL, GraphiQL, health and the routes given, on one port. */
export function createServer<Context extends object>(_options: ServerOptions<Context>): Server {
  throw new Error('Being written.');
}
