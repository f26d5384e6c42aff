import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { AppError, badInput } from '../errors.ts';
import { AUTHOR_HEADER, readAuthorHeader } from '../lib/read-author.ts';
import type { Runtime } from '../runtime.ts';
import { type AnswerLines, createAnswerLines } from './answer-lines.ts';
import {
  getStreamPosition,
  openStream,
  type StreamKey,
  type StreamRuntime,
} from './data-stream.service.ts';
import { createFrameSource, type FrameSource } from './frame-source.ts';
import { checkBodyHeaders, readPosition, readStreamName } from './stream-request.ts';
import { createStreamWriter, type StreamWriter } from './stream-writer.ts';

type Params = Readonly<Record<string, string>>;

/** Answers requests about the data streams of a session. */
export interface DataStreamHandlers {
  /** Answers `GET /sessions/{identity}/data?stream=NAME` with `{ position, messages }`. */
  position(
    request: IncomingMessage,
    response: ServerResponse,
    params: Params,
    url: URL,
  ): Promise<void>;
  /**
   * Answers `POST /sessions/{identity}/data?stream=NAME&position=N`, whose body is frames, with a
   * line of JSON for each commit while the body comes in.
   */
  receive(
    request: IncomingMessage,
    response: ServerResponse,
    params: Params,
    url: URL,
  ): Promise<void>;
  /** End the streams that run, after the commit they are at, and refuse others. */
  stop(): void;
}

/** Make the handlers of data streams. */
export function createDataStreamHandlers(
  runtime: Omit<StreamRuntime, 'author'> & Pick<Runtime, 'db'>,
  logger: Pick<Logger, 'error'>,
): DataStreamHandlers {
  const { limits } = runtime;
  const running = new Set<FrameSource>();
  let opening = 0;
  let isStopping = false;

  async function position(
    _request: IncomingMessage,
    response: ServerResponse,
    { identity = '' }: Params,
    url: URL,
  ): Promise<void> {
    const stored = await getStreamPosition(runtime, { identity, name: readStreamName(url) });
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.setHeader('cache-control', 'no-store');
    response.end(
      JSON.stringify({ position: String(stored.position), messages: String(stored.messages) }),
    );
  }

  async function receive(
    request: IncomingMessage,
    response: ServerResponse,
    { identity = '' }: Params,
    url: URL,
  ): Promise<void> {
    const author = readAuthorHeader(request.headers[AUTHOR_HEADER]);
    const key = { identity, name: readStreamName(url) };
    const start = readPosition(url);
    checkBodyHeaders(request.headers);
    const stored = await open(key, start);

    const source = createFrameSource(request, limits);
    running.add(source);
    response.writeHead(200, {
      'content-type': 'application/x-ndjson; charset=utf-8',
      'cache-control': 'no-store',
    });
    // The recorder learns at once that it is let in, before it has sent anything.
    response.flushHeaders();
    const lines = createAnswerLines(response);
    const writer = createStreamWriter(
      { ...runtime, author },
      key,
      { start: Number(start), stored },
      (stored) => lines.stored(stored),
    );
    try {
      await pump(source, writer);
      if (source.isCut) response.destroy();
      else lines.end({ done: true, position: String(writer.stored), ...lines.totals });
    } catch (error) {
      endWithError(lines, writer, error);
    } finally {
      source.close();
      running.delete(source);
    }
  }

  /** Let a stream in, if there is room. */
  async function open(key: StreamKey, start: bigint) {
    if (isStopping) throw stopping();
    if (running.size + opening >= limits.maxDataStreams) {
      throw new AppError(
        'UNAVAILABLE',
        `${limits.maxDataStreams} data streams are running. Try again later.`,
      );
    }
    opening++;
    try {
      return await openStream(runtime, key, start);
    } finally {
      opening--;
    }
  }

  function endWithError(lines: AnswerLines, writer: StreamWriter, thrown: unknown): void {
    const { stored, ...error } = toError(thrown);
    lines.end({ error, position: String(stored ?? writer.stored) });
  }

  /** What a client is told of an error: as of any request, what is not meant for it is masked. */
  function toError(thrown: unknown): Record<string, unknown> {
    if (thrown instanceof AppError) {
      return { code: thrown.code, message: thrown.message, ...thrown.details };
    }
    const errorId = randomUUID();
    logger.error({ errorId, err: thrown }, 'Unexpected error.');
    return { code: 'INTERNAL_SERVER_ERROR', message: 'Unexpected error.', errorId };
  }

  return {
    position,
    receive,
    stop() {
      isStopping = true;
      for (const source of running) source.fail(stopping());
    },
  };
}

/** Write the frames of a body as they come, to its end. */
async function pump(source: FrameSource, writer: StreamWriter): Promise<void> {
  for (;;) {
    const frames = await takeFrames(source, writer);
    if (!frames) break;
    await writer.write(frames);
  }
  if (source.held > 0 && !source.isCut) {
    throw atFrame(
      badInput('body', `Expected whole frames, got ${source.held} bytes of the last one.`),
      writer,
    );
  }
}

async function takeFrames(source: FrameSource, writer: StreamWriter): Promise<Uint8Array | null> {
  try {
    return await source.take();
  } catch (error) {
    throw error instanceof AppError && error.details.argument === 'body'
      ? atFrame(error, writer)
      : error;
  }
}

/** An error about a frame that never became whole. */
function atFrame({ code, message, details }: AppError, { next }: StreamWriter): AppError {
  return new AppError(code, message, { ...details, frame: String(next) });
}

function stopping(): AppError {
  return new AppError('UNAVAILABLE', 'The server is stopping. Send the rest to it later.');
}
