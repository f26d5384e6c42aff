import { connect } from 'node:net';
import { GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startServer } from './server-harness.ts';

const EVENT = 'x'.repeat(100_000);
/** What sockets and streams may hold between the two: no more than this many events of 100 kB. */
const MAX_HELD = 150;

/** A subscription that has always another event, and counts those it was asked for. */
function createFlood() {
  let count = 0;
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { hello: { type: GraphQLString } } }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: {
        flood: {
          type: new GraphQLNonNull(GraphQLString),
          subscribe: async function* () {
            for (; count < 1000; count++) yield EVENT;
          },
          resolve: (event) => event,
        },
      },
    }),
  });
  /** The count, once it has stayed the same for a while. */
  const settled = async () => {
    let last = -1;
    while (count === 0 || count !== last) {
      last = count;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    return count;
  };
  return { schema, settled };
}

describe('a client that does not read', () => {
  it('holds its subscription back over SSE, and gets the rest when it reads', async () => {
    const { schema, settled } = createFlood();
    const { url } = await startServer({ schema });
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.pause();
    socket.write(
      'GET /graphql?query=subscription%7Bflood%7D HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    );
    expect(await settled()).toBeLessThan(MAX_HELD);

    let bytes = 0;
    socket.on('data', (data) => {
      bytes += data.length;
    });
    socket.resume();
    await new Promise((resolve) => socket.once('close', resolve));
    expect(bytes).toBeGreaterThan(1000 * EVENT.length);
  });

  it('holds its subscription back over WebSocket, and gets the rest when it reads', async () => {
    const { schema, settled } = createFlood();
    const { url } = await startServer({ schema });
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send('{"type":"connection_init"}');
    await new Promise((resolve) => socket.once('message', resolve));
    socket.pause();
    socket.send('{"type":"subscribe","id":"1","payload":{"query":"subscription{flood}"}}');
    expect(await settled()).toBeLessThan(MAX_HELD);

    let next = 0;
    const completed = new Promise<void>((resolve) =>
      socket.on('message', (data) => {
        if (String(data).includes('"type":"next"')) next++;
        else resolve();
      }),
    );
    socket.resume();
    await completed;
    expect(next).toBe(1000);
    socket.terminate();
  });
});
