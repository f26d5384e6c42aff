import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { CloseCode, handleProtocols, makeServer } from 'graphql-ws';
import type { Logger } from 'pino';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Limits } from '../config.ts';
import { exactIntegers } from '../lib/json-text.ts';
import { toWireError } from './mask-error.ts';
import { limitError } from './operation-limits.ts';
import { prepareOperation } from './prepare-operation.ts';
import { logOperation, type RequestNotes } from './request-log.ts';
import type { GraphQLEngine, InitialContext } from './yoga.ts';

const KEEP_ALIVE_MS = 12_000;
const INIT_WAIT_MS = 5000;
// Subscriptions wait for the socket, so only a client that asks without reading gets here.
const MAX_BUFFERED_BYTES = 64 * 2 ** 20;

/** What the WebSocket side is made of. */
export interface WebSocketOptions extends GraphQLEngine {
  readonly limits: Pick<Limits, 'maxWsMessageBytes' | 'maxSubscriptionsPerConnection'>;
  readonly logger: Logger;
  /** Called when an operation or a connection has ended. */
  readonly onChange: () => void;
}

/** GraphQL over WebSocket (`graphql-transport-ws`) on the sockets given to it. */
export interface WebSocketTransport {
  /** Take over a connection whose upgrade request passed all checks. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** How many operations are running. */
  readonly running: number;
  /** How many connections are open, or not closed by both sides yet. */
  readonly connections: number;
  /** Close every connection with 1001, so that clients know to come again. */
  close(): void;
  /** Cut the connections whose clients did not answer the close. */
  terminate(): void;
}

/** Make the transport; the connections share the engine, its limits and its masking. */
export function createWebSocketTransport(options: WebSocketOptions): WebSocketTransport {
  const { limits, logger } = options;
  const running = new Set<object>();
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.maxWsMessageBytes,
    // Compression keeps memory for each connection, and telemetry in base64 hardly shrinks.
    perMessageDeflate: false,
    handleProtocols,
  });
  const protocol = createProtocol(options, running);

  return {
    upgrade: (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (client) => {
        client.once('close', options.onChange);
        serve(client, { request, operations: new Map() }, protocol, logger);
      }),
    get running() {
      return running.size;
    },
    get connections() {
      return sockets.clients.size;
    },
    close() {
      for (const client of sockets.clients) client.close(1001, 'Going away');
    },
    terminate() {
      for (const client of sockets.clients) client.terminate();
    },
  };
}

type Protocol = ReturnType<typeof createProtocol>;

interface Connection {
  readonly request: IncomingMessage;
  /** Those that are running, by their message's payload. */
  readonly operations: Map<object, { readonly notes: RequestNotes; readonly start: number }>;
}

/** Tie one socket to the protocol; the library's own adapter writes failures to the console. */
function serve(
  client: WebSocket,
  connection: Connection,
  protocol: Protocol,
  logger: Logger,
): void {
  const closed = protocol.opened(
    {
      protocol: client.protocol,
      // Resolved when the socket has taken the message, so a slow client slows its subscription.
      send: (data) =>
        new Promise((resolve, reject) => {
          if (client.bufferedAmount > MAX_BUFFERED_BYTES) client.terminate();
          if (client.readyState !== client.OPEN) resolve();
          else client.send(exactIntegers(data), (error) => (error ? reject(error) : resolve()));
        }),
      close: (code, reason) => client.close(code, reason),
      onMessage: (take) =>
        client.on('message', (data) => {
          take(toText(data)).catch((error: unknown) => {
            // A send that failed because the client left is no fault of anybody.
            if (client.readyState !== client.OPEN) return;
            logger.error({ err: error }, 'A WebSocket message failed.');
            client.close(CloseCode.InternalServerError, 'Internal server error');
          });
        }),
    },
    connection,
  );
  const stopPinging = keepAlive(client);
  client.on('error', (error) => logger.debug({ err: error }, 'A WebSocket failed.'));
  client.once('close', (code, reason) => {
    stopPinging();
    closed(code, reason.toString()).catch((error: unknown) =>
      logger.error({ err: error }, 'A WebSocket failed to close.'),
    );
  });
}

/** Cut a client that does not answer a ping before the next one is due. */
function keepAlive(client: WebSocket): () => void {
  let isAlive = true;
  client.on('pong', () => {
    isAlive = true;
  });
  const timer = setInterval(() => {
    if (!isAlive) {
      client.terminate();
      return;
    }
    isAlive = false;
    if (client.readyState === client.OPEN) client.ping();
  }, KEEP_ALIVE_MS);
  return () => clearInterval(timer);
}

function createProtocol(
  { yoga, execute, subscribe, maskError, limits, logger, onChange }: WebSocketOptions,
  running: Set<object>,
) {
  function end({ operations }: Connection, payload: object): void {
    const operation = operations.get(payload);
    if (!operation) return;
    operations.delete(payload);
    running.delete(payload);
    onChange();
    logOperation(logger, operation.notes, operation.start);
  }

  return makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: INIT_WAIT_MS,
    execute,
    subscribe,
    onSubscribe: async ({ subscriptions, connectionParams, extra }, _id, payload) => {
      // The library has put this operation among them already.
      if (Object.keys(subscriptions).length > limits.maxSubscriptionsPerConnection)
        return [tooManyOperations(limits.maxSubscriptionsPerConnection)];
      const notes: RequestNotes = {};
      extra.operations.set(payload, { notes, start: performance.now() });
      running.add(payload);
      try {
        return await prepareOperation(yoga, {
          params: payload as InitialContext['params'],
          req: extra.request,
          connection: { params: connectionParams ?? null },
          notes,
        });
      } catch (error) {
        return [maskError(error)];
      }
    },
    onNext: (_context, _id, _payload, _args, result) =>
      result.errors
        ? { ...result, errors: result.errors.map((error) => toWireError(toGraphQL(error))) }
        : undefined,
    // Errors of the event stream come unmasked from the library.
    onError: ({ extra }, _id, payload, errors): GraphQLFormattedError[] => {
      // Not before the library has sent this, since a stop closes the socket once all have ended.
      setImmediate(end, extra, payload);
      return errors.map((error) => toWireError(maskError(error)));
    },
    onComplete: ({ extra }, _id, payload) => {
      setImmediate(end, extra, payload);
    },
    // Those whose answer could not be sent meet neither of the two.
    onClose: ({ extra }) => {
      for (const payload of extra.operations.keys()) end(extra, payload);
    },
  });
}

function tooManyOperations(limit: number): GraphQLError {
  return limitError(
    'PAYLOAD_TOO_LARGE',
    `Expected at most ${limit} operations at one time on a WebSocket; complete some first.`,
    limit,
  );
}

function toGraphQL(error: GraphQLError | GraphQLFormattedError): GraphQLError {
  return error instanceof GraphQLError ? error : new GraphQLError(error.message, error);
}

function toText(data: RawData): string {
  return Array.isArray(data)
    ? Buffer.concat(data).toString()
    : Buffer.from(data as Buffer).toString();
}
