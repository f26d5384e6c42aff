import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

type Origins = readonly string[];

/**
 * Whether a page of another, not configured, origin made the request. Such pages may not even send
 * requests whose answers they could not read: a form can post a mutation or upload a file, and a
 * WebSocket is bound by no CORS. Requests of other clients than browsers carry none of the headers.
 */
export function isForeign(headers: IncomingHttpHeaders, corsOrigins: Origins): boolean {
  const { origin } = headers;
  if (origin !== undefined)
    return !isAllowed(origin, corsOrigins) && !isSameHost(origin, headers.host);
  // Following a link is no attack: what it shows stays with the person who followed it.
  if (headers['sec-fetch-mode'] === 'navigate') return false;
  const site = headers['sec-fetch-site'];
  return (site === 'cross-site' || site === 'same-site') && !corsOrigins.includes('*');
}

/**
 * Add the CORS headers for a configured origin.
 *
 * @returns whether the request was a preflight, which then is answered in full.
 */
export function answerCors(
  request: IncomingMessage,
  response: ServerResponse,
  corsOrigins: Origins,
): boolean {
  const { origin } = request.headers;
  if (corsOrigins.length === 0) return false;
  response.setHeader('vary', 'Origin');
  if (origin === undefined || !isAllowed(origin, corsOrigins)) return false;

  response.setHeader('access-control-allow-origin', corsOrigins.includes('*') ? '*' : origin);
  response.setHeader('access-control-expose-headers', '*');
  if (request.method !== 'OPTIONS' || !request.headers['access-control-request-method'])
    return false;

  response.setHeader('access-control-allow-methods', 'GET, HEAD, POST, PUT, PATCH, DELETE');
  const headers = request.headers['access-control-request-headers'];
  if (headers) response.setHeader('access-control-allow-headers', headers);
  response.setHeader('access-control-max-age', '600');
  response.statusCode = 204;
  response.end();
  return true;
}

function isAllowed(origin: string, corsOrigins: Origins): boolean {
  return corsOrigins.includes('*') || corsOrigins.includes(origin);
}

function isSameHost(origin: string, host: string | undefined): boolean {
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
