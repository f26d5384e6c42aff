import type { IncomingMessage } from 'node:http';

/**
 * The path of a request as it was sent: percent-encoded, dot segments kept, without the query. A
 * target in absolute form, as proxies send it, loses its scheme and host.
 */
export function toPath({ url = '/' }: Pick<IncomingMessage, 'url'>): string {
  const target = url.replace(/^https?:\/\/[^/?]*/i, '');
  const query = target.indexOf('?');
  return (query === -1 ? target : target.slice(0, query)) || '/';
}
