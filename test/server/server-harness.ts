import { EventEmitter, on } from 'node:events';
import { connect } from 'node:net';
import {
  GraphQLError,
  GraphQLFloat,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { AppError, badInput } from '../../src/errors.ts';
import { JsonInteger } from '../../src/lib/json-text.ts';
import { createServer } from '../../src/server/server.ts';
import type { OperationRequest, ServerOptions } from '../../src/server/server-options.ts';

/** Context of the test schema: what createContext was told. */
export interface TestContext {
  readonly operation: OperationRequest;
}

/** A line of the log, parsed. */
export type LogLine = Readonly<Record<string, unknown>>;

const Even = new GraphQLScalarType({
  name: 'Even',
  parseValue(value) {
    if (typeof value === 'number' && value % 2 === 0) return value;
    throw badInput('even', `Expected an even number, got "${value}".`);
  },
});

/** The largest integer of 64 bits as JSON text shows it, with a text that looks like its mark. */
export const EXACT = '{"integer":9223372036854775807,"text":"\\\\u00005"}';

const Exact = new GraphQLScalarType({
  name: 'Exact',
  serialize: () => ({ integer: new JsonInteger(2n ** 63n - 1n), text: '\\u00005' }),
});

/** A schema with a field for each thing that can happen, and the means to make it happen. */
export function createTestSchema() {
  const events = new EventEmitter();
  /** Names of the subscriptions that run: of the source, not of the transport. */
  const open = new Set<string>();
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });

  const Lap: GraphQLObjectType = new GraphQLObjectType({
    name: 'Lap',
    fields: () => ({
      number: { type: GraphQLInt, resolve: () => 1 },
      next: { type: Lap, resolve: () => ({}) },
      laps: {
        type: new GraphQLList(Lap),
        args: { first: { type: GraphQLInt }, last: { type: GraphQLInt } },
        resolve: () => [],
      },
      all: { type: new GraphQLList(Lap), resolve: () => [] },
      page: {
        type: new GraphQLObjectType({
          name: 'LapConnection',
          fields: () => ({ nodes: { type: new GraphQLList(Lap) }, count: { type: GraphQLInt } }),
        }),
        args: { first: { type: GraphQLInt } },
        resolve: () => ({ nodes: [] }),
      },
    }),
  });

  const fail = (error: unknown) => ({
    type: GraphQLString,
    resolve: () => {
      throw error;
    },
  });

  const schema = new GraphQLSchema({
    query: new GraphQLObjectType<unknown, TestContext>({
      name: 'Query',
      fields: {
        hello: {
          type: GraphQLString,
          args: { name: { type: GraphQLString } },
          resolve: (_root, { name = 'you' }) => `Hello ${name}.`,
        },
        exact: { type: Exact, resolve: () => ({}) },
        lap: { type: Lap, resolve: () => ({}) },
        conflict: fail(
          new AppError('CONFLICT', 'Session "a" is closed.', { key: 'a', position: 5n }),
        ),
        secret: fail(new Error('password is hunter2')),
        coded: fail(new GraphQLError('Said plainly.', { extensions: { code: 'NOT_FOUND' } })),
        uncoded: fail(new GraphQLError('Never meant for clients.')),
        tooBig: { type: GraphQLInt, resolve: () => 2 ** 40 },
        even: {
          type: GraphQLInt,
          args: {
            value: { type: Even },
            input: {
              type: new GraphQLInputObjectType({
                name: 'EvenInput',
                fields: { values: { type: new GraphQLList(Even) } },
              }),
            },
          },
          resolve: (_root, { value }) => value,
        },
        needs: {
          type: GraphQLInt,
          args: { size: { type: new GraphQLNonNull(GraphQLFloat) } },
          resolve: (_root, { size }) => size,
        },
        slow: {
          type: GraphQLString,
          resolve: () => {
            events.emit('asked');
            return released.then(() => 'done');
          },
        },
        whoAsks: {
          type: GraphQLString,
          resolve: (_root, _args, { operation }) =>
            JSON.stringify({
              subscription: operation.subscription,
              transport: operation.transport,
              token: operation.headers['x-token'] ?? null,
              connectionParams: operation.connectionParams,
            }),
        },
      },
    }),
    mutation: new GraphQLObjectType({
      name: 'Mutation',
      fields: { change: { type: GraphQLString, resolve: () => 'changed' } },
    }),
    subscription: new GraphQLObjectType<unknown, TestContext>({
      name: 'Subscription',
      fields: {
        ticks: {
          type: GraphQLInt,
          args: { name: { type: GraphQLString } },
          subscribe: async function* (_root, { name = 'ticks' }, { operation }) {
            if (!operation.subscription) throw new Error('Expected a subscription context.');
            open.add(name);
            events.emit('opened');
            try {
              for await (const [tick] of on(events, name)) yield tick as unknown;
            } finally {
              open.delete(name);
              events.emit('ended');
            }
          },
          resolve: (tick) => tick,
        },
        countdown: {
          type: GraphQLInt,
          subscribe: async function* () {
            yield* [3, 2, 1];
          },
          resolve: (tick) => tick,
        },
        exact: {
          type: Exact,
          subscribe: async function* () {
            yield {};
          },
          resolve: () => ({}),
        },
        breaks: {
          type: GraphQLInt,
          subscribe: async function* () {
            yield 1;
            throw new Error('password is hunter2');
          },
          resolve: (tick) => tick,
        },
        refused: {
          type: GraphQLInt,
          subscribe: () => {
            throw new AppError('NOT_FOUND', 'Session "b" was not found.');
          },
        },
      },
    }),
  });
  return { schema, events, open, release: () => release() };
}

type Overrides = Partial<Omit<ServerOptions<TestContext>, 'config'>> & {
  readonly env?: Readonly<Record<string, string>>;
};

/** Start a server of the test schema on a port of its own; it is stopped when the test ends. */
export async function startServer({ env = {}, ...options }: Overrides = {}) {
  const log: LogLine[] = [];
  const logger = pino({ level: 'debug' }, { write: (line) => log.push(JSON.parse(line)) });
  const test = createTestSchema();
  const config = readConfig({ PORT: '0', PADDOCK_SHUTDOWN_GRACE_MS: '5000', ...env });
  const server = createServer<TestContext>({
    config,
    schema: test.schema,
    createContext: (operation) => ({ operation }),
    logger,
    ready: async () => ({ database: true }),
    ...options,
  });
  const { url } = await server.start();
  onTestFinished(async () => {
    test.release();
    await server.stop();
  });

  const post = (body: unknown, init: RequestInit = {}) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...init,
      headers: { 'content-type': 'application/json', ...init.headers },
    });
  const ask = async (query: string, variables?: Record<string, unknown>) =>
    (await (await post({ query, variables })).json()) as Answer;
  return { server, url, log, config, post, ask, ...test };
}

/** An answer to a GraphQL request. */
export interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly string[];
    readonly extensions: Record<string, unknown>;
  }[];
}

/** Send bytes over TCP, and give what comes back until the server closes. */
export function sendRaw(url: string, ...parts: readonly (string | Buffer)[]): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let received = '';
    socket.on('data', (data) => {
      received += data.toString('latin1');
    });
    // A server that cuts the connection has answered before, or not at all.
    socket.on('error', () => {});
    socket.on('close', () => resolve(received));
    for (const part of parts) socket.write(part);
  });
}
