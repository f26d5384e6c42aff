import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { create as contentDisposition } from 'content-disposition';
import { AppError } from '../errors.ts';
import { isKnownTag } from '../lib/entity-tag.ts';
import type { Runtime } from '../runtime.ts';
import { getSession } from '../sessions/session.service.ts';
import { BULK_FORMATS, type BulkFormat, EXTENSIONS, formatOf, MEDIA_TYPES } from './bulk-format.ts';
import { readBulkRequest } from './bulk-request.ts';
import { type BulkTable, countSamples, planTable, readRows } from './bulk-table.service.ts';
import { tagOf } from './bulk-tag.ts';
import type { RowBatch } from './row-batch.ts';
import { sendBytes } from './send-bytes.ts';

type BulkRuntime = Pick<Runtime, 'db' | 'limits'>;

/** Writes rows in a format. */
type RowWriter = (
  table: BulkTable,
  batches: AsyncGenerator<RowBatch>,
) => AsyncGenerator<Uint8Array>;

/** Each is loaded when it is first asked for: the libraries of some take as long as the server to start. */
const WRITERS: Readonly<Record<BulkFormat, () => Promise<RowWriter>>> = {
  ARROW: async () => (await import('./write-arrow.ts')).writeArrow,
  PARQUET: async () => (await import('./write-parquet.ts')).writeParquet,
  CSV: async () => (await import('./write-csv.ts')).writeCsv,
  FLOAT64: async () => (await import('./write-float64.ts')).writeFloat64,
};

/** The path of bulk reads, for the router. */
export const BULK_PATH = '/sessions/:identity/samples.:format';

/**
 * Answers `GET /sessions/{identity}/samples.{arrow,parquet,csv,f64}` with one table of the samples
 * that the query selects, however many there are. 304 when the client has them; the headers alone
 * to HEAD; 503 when too many are read at one time. What fails after the first byte cuts the
 * connection, so that nobody takes the answer for whole.
 */
export function createBulkReader(runtime: BulkRuntime) {
  const { maxBulkReads } = runtime.limits;
  let running = 0;

  return async (
    { method, headers }: IncomingMessage,
    response: ServerResponse,
    params: Readonly<Record<string, string>>,
    { searchParams }: URL,
  ): Promise<void> => {
    const format = readFormat(params.format ?? '');
    const request = readBulkRequest(searchParams, format);
    const session = await getSession(runtime, params.identity ?? '');
    const table = await planTable(runtime, session, request);
    const etag = await tagOf(runtime, table, format);
    const cached = { etag, 'cache-control': 'private, no-cache' };
    if (isKnownTag(headers['if-none-match'], etag)) {
      response.writeHead(304, cached).end();
      return;
    }
    const described = { ...cached, ...(await describe(runtime, table, format)) };
    if (method === 'HEAD') {
      response.writeHead(200, described).end();
      return;
    }
    if (running >= maxBulkReads) {
      response.setHeader('retry-after', '10');
      throw new AppError(
        'UNAVAILABLE',
        `${maxBulkReads} bulk reads are running, as many as may at one time (PADDOCK_MAX_BULK_READS). Try again when one has ended.`,
      );
    }
    running++;
    try {
      const write = await WRITERS[format]();
      await sendBytes(response, described, write(table, readRows(runtime, table)));
    } finally {
      running--;
    }
  };
}

function readFormat(extension: string): BulkFormat {
  const format = formatOf(extension);
  if (format) return format;
  const known = BULK_FORMATS.map((one) => EXTENSIONS[one]).join(', ');
  throw new AppError('NOT_FOUND', `Expected samples as one of ${known}, got "${extension}".`, {
    argument: 'format',
  });
}

async function describe(
  runtime: BulkRuntime,
  table: BulkTable,
  format: BulkFormat,
): Promise<OutgoingHttpHeaders> {
  const { session, window } = table;
  const count = await countSamples(runtime, table);
  const name = session.identifier || session.identity;
  return {
    'content-type': MEDIA_TYPES[format],
    'content-disposition': contentDisposition(`${toFileName(name)}.${EXTENSIONS[format]}`),
    ...(window && {
      'x-paddock-start-time': String(window.startTime),
      'x-paddock-end-time': String(window.endTime),
    }),
    ...(count !== null && { 'x-paddock-sample-count': String(count) }),
  };
}

/** A name without what divides paths, or is not allowed in the names of files. */
function toFileName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return name.replace(/[\u0000-\u001f\u007f<>:"/\\|?*]/g, '_').slice(0, 200);
}
