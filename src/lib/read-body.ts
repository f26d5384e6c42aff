import type { IncomingMessage } from 'node:http';
import { AppError } from '../errors.ts';

/**
 * Read a whole request body, holding at most `maxBytes` of it.
 *
 * @returns the bytes; none for a request without a body.
 * @throws {AppError} PAYLOAD_TOO_LARGE as soon as the length that was announced, or the bytes that
 *   came, exceed `maxBytes`; BAD_USER_INPUT when the client went away before the end.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > maxBytes) throw tooLarge(maxBytes);

  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (finish: () => void) => {
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      finish();
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) settle(() => reject(tooLarge(maxBytes)));
      else chunks.push(chunk);
    };
    const onEnd = () =>
      settle(() => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size)));
    const onClose = () =>
      settle(() => reject(new AppError('BAD_USER_INPUT', 'The request body ended too early.')));
    request.on('data', onData).once('end', onEnd).once('close', onClose).once('error', onClose);
  });
}

function tooLarge(maxBytes: number): AppError {
  return new AppError(
    'PAYLOAD_TOO_LARGE',
    `Expected a request body of at most ${maxBytes} bytes; send the data in several requests.`,
    { limit: maxBytes },
  );
}
