import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';

/**
 * What the page may load: everything is in it, and it talks to its own server only. The browser
 * refuses the rest, so the editor works without a network and tells nobody what is typed in it.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' blob:",
  'worker-src blob:',
  "style-src 'unsafe-inline'",
  'img-src data: blob:',
  'font-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Whether a browser asks to see /graphql as a page. */
export function wantsPage(request: IncomingMessage): boolean {
  return request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
}

/**
 * Make the handler that answers with GraphiQL, an editor for queries.
 *
 * @param defaultQuery What the editor shows at the first visit; absent for its own welcome text.
 */
export function createGraphiQL(
  defaultQuery: string | undefined,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  let page: Buffer | undefined;
  let packed: Promise<Buffer> | undefined;

  return async (request, response) => {
    // 9 MB that most processes never send: made when first asked for, then kept.
    page ??= Buffer.from(
      renderGraphiQL({
        title: 'Paddock GraphiQL',
        endpoint: '/graphql',
        ...(defaultQuery === undefined ? {} : { defaultQuery }),
      }),
    );
    const isPacked = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
    const body = isPacked ? await (packed ??= promisify(gzip)(page)) : page;

    response.statusCode = 200;
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('referrer-policy', 'no-referrer');
    response.setHeader('vary', 'Accept, Accept-Encoding');
    if (isPacked) response.setHeader('content-encoding', 'gzip');
    response.end(body);
  };
}
