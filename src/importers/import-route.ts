import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../errors.ts';
import { AUTHOR_HEADER, readAuthorHeader } from '../lib/read-author.ts';
import type { Runtime } from '../runtime.ts';
import { ImportError } from './import-error.ts';
import { importRecording } from './import-recording.ts';

/** Imports at one time: each decodes at full speed, and holds a file on disk. */
const MAX_CONCURRENT = 4;

/**
 * Answer `POST /import?name=FILE`, whose body is the file's bytes.
 *
 * 200 with the report as JSON; 422 with `{ error: { code, message, detail } }` when the file cannot
 * be imported, 413 when it is too large, 503 when too many imports run.
 */
export function createImportHandler(
  runtime: Pick<Runtime, 'db' | 'signals' | 'propertyCounts' | 'limits' | 'now'>,
) {
  let running = 0;

  return async (
    request: IncomingMessage,
    response: ServerResponse,
    _params: Readonly<Record<string, string>>,
    url: URL,
  ): Promise<void> => {
    if (running >= MAX_CONCURRENT) {
      throw new AppError('UNAVAILABLE', `${MAX_CONCURRENT} imports are running. Try again later.`);
    }
    const author = readAuthorHeader(request.headers[AUTHOR_HEADER]);
    running++;
    const folder = await mkdtemp(join(tmpdir(), 'paddock-import-'));
    const aborted = new AbortController();
    response.once('close', () => aborted.abort());
    try {
      const path = join(folder, 'upload');
      await receive(request, path, runtime.limits.maxImportBytes);
      const report = await importRecording({ ...runtime, author }, path, {
        fileName: basename(url.searchParams.get('name') || 'upload'),
        allowRestricted: url.searchParams.get('allowRestricted') === 'true',
        allowNewerVersion: url.searchParams.get('allowNewerVersion') === 'true',
        signal: aborted.signal,
      });
      sendJson(response, 200, report);
    } catch (error) {
      if (!(error instanceof ImportError)) throw error;
      const { code, message, detail } = error;
      sendJson(response, 422, { error: { code, message, detail } });
    } finally {
      running--;
      await rm(folder, { recursive: true, force: true });
    }
  };
}

/** Write a body to a file, and stop at the limit whatever the headers say. */
async function receive(request: IncomingMessage, path: string, limit: number): Promise<void> {
  let bytes = 0;
  const bounded = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.byteLength;
      done(bytes > limit ? tooLarge(limit) : null, chunk);
    },
  });
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  await pipeline(request, bounded, createWriteStream(path));
}

function tooLarge(limit: number): AppError {
  return new AppError(
    'PAYLOAD_TOO_LARGE',
    `Expected a file of at most ${limit} bytes. Import it with the command line, or raise PADDOCK_MAX_IMPORT_BYTES.`,
  );
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
