import { EventEmitter } from 'node:events';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { limitBodyTime } from './body-timer.ts';
import { answerCors } from './cross-origin.ts';
import { createEdgeCheck } from './edge-check.ts';
import { createGraphiQL, wantsPage } from './graphiql.ts';
import { answerGraphQL } from './graphql-http.ts';
import { createReadyRoute, healthRoute } from './health.ts';
import { sendError, sendThrown } from './http-error.ts';
import { listen } from './listen.ts';
import { ignoreUpgrade, refuseUpgrade } from './plain-http.ts';
import { logRequest } from './request-log.ts';
import { toPath } from './request-path.ts';
import { answerRoute, createRouter } from './router.ts';
import type { Server, ServerOptions } from './server-options.ts';
import { createSubscriptionGate } from './subscription-gate.ts';
import { until } from './until.ts';
import { createWebSocketTransport } from './websocket.ts';
import { createGraphQLEngine } from './yoga.ts';

const HEADERS_MS = 20_000;
const CLOSE_MS = 1000;

/** Make the HTTP and WebSocket server: GraphQL, GraphiQL, health and the routes given, on one port. */
export function createServer<Context extends object>(options: ServerOptions<Context>): Server {
  const { config, logger } = options;
  const { limits } = config;
  const changes = new EventEmitter();
  const answering = new Set<ServerResponse>();
  let stopping: Promise<void> | null = null;

  const gate = createSubscriptionGate(logger);
  const engine = createGraphQLEngine(options, gate);
  const onChange = () => changes.emit('change');
  const webSocket = createWebSocketTransport({ ...engine, limits, logger, onChange });
  const graphiql = config.graphiql ? createGraphiQL(options.defaultQuery) : null;
  const check = createEdgeCheck(config);
  const router = createRouter([
    healthRoute,
    createReadyRoute(options.ready, () => stopping !== null),
    ...(options.routes ?? []),
  ]);

  // Bodies have a timer of their own: see limitBodyTime.
  const http = createHttpServer({ headersTimeout: HEADERS_MS, requestTimeout: 0 });
  http.maxConnections = limits.maxConnections;
  http.on('drop', () => logger.debug('A connection beyond the limit was dropped.'));
  http.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => {
      logger.error({ err: error }, 'A request could not be answered.');
      response.destroy();
    });
  });
  http.on('upgrade', upgrade);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = toPath(request);
    const graphql = path === '/graphql';
    const notes = logRequest(logger, request, response, path);
    follow(response);
    try {
      const found = graphql ? null : router.find(request.method, path);
      limitBodyTime(request, response, found?.route?.upload === true);
      const refusal = check(request, path);
      if (refusal) {
        sendError(response, refusal, { status: refusal.status, graphql });
      } else if (!answerCors(request, response, config.corsOrigins)) {
        if (found) await answerRoute(found, request, response, path);
        else if (graphiql && wantsPage(request)) await graphiql(request, response);
        else await answerGraphQL(engine, { request, response, notes }, limits.maxRequestBytes);
      }
    } catch (error) {
      sendThrown(response, error, { logger, graphql });
    }
  }

  function follow(response: ServerResponse): void {
    answering.add(response);
    if (stopping) response.setHeader('connection', 'close');
    response.on('error', (error) => logger.debug({ err: error }, 'An answer failed.'));
    response.once('close', () => {
      answering.delete(response);
      changes.emit('change');
    });
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      ignoreUpgrade(http, request, socket, head);
      return;
    }
    socket.on('error', () => socket.destroy());
    const path = toPath(request);
    const refusal = check(request, path);
    if (refusal) refuseUpgrade(socket, refusal.status, refusal.message);
    else if (path !== '/graphql') refuseUpgrade(socket, 404, `Path "${path}" was not found.`);
    else if (stopping) refuseUpgrade(socket, 503, 'The server is stopping.');
    else webSocket.upgrade(request, socket, head);
  }

  async function stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      http.close(() => resolve());
    });
    for (const response of answering)
      if (!response.headersSent) response.setHeader('connection', 'close');
    gate.close();

    const isQuiet = () => answering.size === 0 && webSocket.running === 0;
    await until(isQuiet, changes, config.shutdownGraceMs);
    webSocket.close();
    await until(() => webSocket.connections === 0, changes, CLOSE_MS);
    webSocket.terminate();
    http.closeAllConnections();
    await closed;
    // So that the last answers are logged when the caller ends the process.
    await until(() => answering.size === 0, changes, CLOSE_MS);
  }

  return {
    start: () => listen(http, config),
    stop() {
      stopping ??= stop();
      return stopping;
    },
    fetch: async (input, init) => engine.yoga.fetch(input, init ?? {}),
  };
}
