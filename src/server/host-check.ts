import type { Config } from '../config.ts';
import { isLoopback } from '../config.ts';

/**
 * Make a check of the Host header. A page of a foreign site whose name was made to resolve to this
 * machine (DNS rebinding) counts as same-origin to a browser; only the name tells it apart.
 *
 * @returns whether the server answers to that header. On a loopback address it answers to localhost,
 *   127.0.0.1, [::1], the configured host and the allowed hosts; on any other address to the
 *   configured host and the allowed hosts, or to every name when none are configured.
 */
export function createHostCheck({
  host,
  allowedHosts,
}: Pick<Config, 'host' | 'allowedHosts'>): (header: string | undefined) => boolean {
  const loopback = isLoopback(host);
  if (!loopback && allowedHosts.length === 0) return () => true;

  const names = new Set([host, `[${host}]`, ...allowedHosts].map((name) => name.toLowerCase()));
  if (loopback) for (const name of ['localhost', '127.0.0.1', '[::1]']) names.add(name);
  return (header) => {
    const name = header?.toLowerCase().replace(/:\d+$/, '');
    return name !== undefined && names.has(name);
  };
}
