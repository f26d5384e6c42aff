import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Refuse an upgrade with a plain HTTP answer. */
export function refuseUpgrade(socket: Duplex, status: number, message: string): void {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n` +
      'connection: close\r\ncontent-type: text/plain; charset=utf-8\r\n' +
      `content-length: ${Buffer.byteLength(message)}\r\n\r\n${message}`,
  );
}

/**
 * Answer a request in HTTP/1.1 although it offered another protocol, as a server may. Java's client
 * offers HTTP/2 with every request, and Node takes each offer for an upgrade once one is supported.
 */
export function ignoreUpgrade(
  http: Server,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i]!;
    if (!/^(upgrade|http2-settings|connection)$/i.test(name))
      lines.push(`${name}: ${request.rawHeaders[i + 1]}`);
  }
  if (/\bclose\b/i.test(request.headers.connection ?? '')) lines.push('connection: close');
  // Header bytes are Latin-1, whatever they mean.
  const start = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  http.emit('connection', socket);
  socket.unshift(Buffer.concat([start, head]));
}
