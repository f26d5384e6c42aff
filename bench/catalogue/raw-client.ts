import { connect, type Socket } from 'node:net';

/** One connection, kept alive, that sends a request when the answer to the one before is there. */
export interface RawClient {
  /** @returns the answer's text. @throws when it is no 200, or holds errors. */
  post(body: string): Promise<string>;
  close(): void;
}

/**
 * Connect to a GraphQL endpoint. Node's own client takes more time than the server does, and both
 * share the machine: this one knows as much of HTTP as this server's answers need.
 */
export async function createRawClient(url: string): Promise<RawClient> {
  const { hostname, port, pathname } = new URL(url);
  const socket: Socket = connect(Number(port), hostname);
  socket.setNoDelay(true);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  const head = `POST ${pathname} HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\ncontent-length: `;
  let received: Buffer[] = [];
  let missing = 0;
  let settle: { resolve: (text: string) => void; reject: (error: Error) => void } | null = null;

  socket.on('data', (piece: Buffer) => {
    if (missing === 0) {
      const end = piece.indexOf('\r\n\r\n');
      const length = /content-length: (\d+)/i.exec(piece.toString('latin1', 0, Math.max(end, 0)));
      if (end < 0 || !length) {
        settle?.reject(new Error(`Expected an answer with its length: ${piece.toString()}`));
        return;
      }
      missing = end + 4 + Number(length[1]);
    }
    received.push(piece);
    missing -= piece.length;
    if (missing > 0) return;
    const text = received.length === 1 ? piece.toString() : Buffer.concat(received).toString();
    received = [];
    missing = 0;
    if (text.startsWith('HTTP/1.1 200') && !text.includes('"errors":')) settle?.resolve(text);
    else settle?.reject(new Error(text.slice(0, 1_000)));
  });
  socket.on('error', (error) => settle?.reject(error));
  socket.on('close', () => settle?.reject(new Error('The connection was closed.')));

  return {
    post: (body) =>
      new Promise<string>((resolve, reject) => {
        settle = { resolve, reject };
        socket.write(`${head}${Buffer.byteLength(body)}\r\n\r\n${body}`);
      }),
    close: () => socket.destroy(),
  };
}
