import type { IncomingMessage, ServerResponse } from 'node:http';

/** How long clients may take to send a body, in milliseconds. */
export interface BodyTimes {
  /** The whole body of an ordinary request; the longest pause in an upload. */
  readonly bodyMs: number;
  /** What comes after the answer: it is read and dropped, so that the client gets to see the answer. */
  readonly lingerMs: number;
}

/** The times that clients have. */
export const BODY_TIMES: BodyTimes = { bodyMs: 60_000, lingerMs: 2000 };

/**
 * Cut the connection of a client that sends its body too slowly, or goes on sending after it was
 * answered. Node's own `requestTimeout` cannot tell an upload, which may take an hour, from the rest.
 */
export function limitBodyTime(
  request: IncomingMessage,
  response: ServerResponse,
  isUpload: boolean,
  { bodyMs, lingerMs }: BodyTimes = BODY_TIMES,
): void {
  const { socket, headers } = request;
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return;

  const cut = () => {
    socket.destroy();
  };
  let timer = isUpload ? undefined : setTimeout(cut, bodyMs);
  if (isUpload) socket.setTimeout(bodyMs, cut);

  const stop = () => {
    clearTimeout(timer);
    // An import may work for long on what it has received, without a byte on the socket.
    if (isUpload) socket.setTimeout(0).off('timeout', cut);
  };
  request.once('end', stop);
  request.once('close', stop);
  response.once('finish', () => {
    if (request.complete) return;
    stop();
    timer = setTimeout(cut, lingerMs);
    socket.once('close', () => clearTimeout(timer));
  });
}
