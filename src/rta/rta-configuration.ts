import type { IncomingMessage, ServerResponse } from 'node:http';
import { writeDocument } from '../configuration-sets/configuration-document.service.ts';
import { notFound } from '../errors.ts';
import { isKnownTag } from '../lib/entity-tag.ts';
import type { Runtime } from '../runtime.ts';
import { acceptsType } from './accepts-type.ts';

/** RTA's media type of configuration documents, and the general one that it is a kind of. */
const MEDIA_TYPES = ['application/vnd.mat.config+json', 'application/json'] as const;

/**
 * Answer HEAD or GET of a configuration: with its document, without one to HEAD, or 304 when the
 * client has it already. 406 when the client takes neither of the media types.
 *
 * @throws {AppError} NOT_FOUND, for drafts too.
 */
export async function sendRtaConfiguration(
  runtime: Pick<Runtime, 'db' | 'limits'>,
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  identifier: string,
): Promise<void> {
  const set = await runtime.db.read.prisma.configurationSet.findUnique({ where: { identifier } });
  if (set?.state !== 'COMMITTED') throw notFound('ConfigurationSet', identifier);
  response.appendHeader('vary', 'Accept');
  const type = MEDIA_TYPES.find((one) => acceptsType(headers.accept, one));
  if (!type) {
    const message = `Configuration "${identifier}" is there as ${MEDIA_TYPES.join(' and ')}, which the client does not accept.`;
    response.writeHead(406, { 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify({ error: { code: 'NOT_ACCEPTABLE', message } }));
    return;
  }
  // A committed set never changes, so its hash names this answer for good.
  const tag = `"${set.hash}"`;
  response.setHeader('etag', tag);
  if (isKnownTag(headers['if-none-match'], tag)) {
    response.writeHead(304).end();
    return;
  }
  response.setHeader('content-type', type);
  response.end(method === 'HEAD' ? undefined : await writeDocument(runtime, set));
}
