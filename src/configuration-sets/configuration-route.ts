import type { IncomingMessage, ServerResponse } from 'node:http';
import { notFound } from '../errors.ts';
import { readBody } from '../lib/read-body.ts';
import type { Runtime } from '../runtime.ts';
import { publishDocument, writeDocument } from './configuration-document.service.ts';

/** RTA's media type of configuration documents. */
const MEDIA_TYPE = 'application/vnd.mat.config+json';

type Params = Readonly<Record<string, string>>;

/** Answers `GET /configurations/{identifier}.json` with the set as an RTA document. */
export function createConfigurationReader(runtime: Pick<Runtime, 'db' | 'limits'>) {
  return async (_request: IncomingMessage, response: ServerResponse, params: Params) => {
    const { identifier = '' } = params;
    const set = await runtime.db.read.prisma.configurationSet.findUnique({ where: { identifier } });
    if (!set) throw notFound('ConfigurationSet', identifier);
    const text = await writeDocument(runtime, set);
    const headers: Record<string, string> = { 'content-type': MEDIA_TYPE };
    // A committed set never changes, so its hash names this answer for good.
    if (set.hash) headers.etag = `"${set.hash}"`;
    response.writeHead(200, headers);
    response.end(text);
  };
}

/**
 * Answers `PUT /configurations/{identifier}.json`, whose body is an RTA document: 201 when it was
 * published now, 200 when the very same was before, with `{ identifier, hash, created, warnings }`.
 */
export function createConfigurationWriter(runtime: Pick<Runtime, 'db' | 'now' | 'limits'>) {
  return async (request: IncomingMessage, response: ServerResponse, params: Params) => {
    const { identifier = '' } = params;
    const text = await readBody(request, runtime.limits.maxImportBytes);
    const { configurationSet, created, warnings } = await publishDocument(
      runtime,
      identifier,
      text,
    );
    response.writeHead(created ? 201 : 200, { 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify({ identifier, hash: configurationSet.hash, created, warnings }));
  };
}
