import type { IncomingMessage } from 'node:http';
import type { Config } from '../config.ts';
import { isForeign } from './cross-origin.ts';
import { createHostCheck } from './host-check.ts';

/** Why a request is not let in. */
export interface Refusal {
  readonly status: 403 | 421;
  readonly code: 'FORBIDDEN';
  readonly message: string;
}

/**
 * Make the check that every request and WebSocket has to pass, before anything is read of it: it is
 * addressed to this server, and no page of a foreign site sent it.
 *
 * @returns null to let it in.
 */
export function createEdgeCheck(
  config: Pick<Config, 'host' | 'allowedHosts' | 'corsOrigins'>,
): (request: IncomingMessage, path: string) => Refusal | null {
  const isOwnHost = createHostCheck(config);
  return ({ headers }, path) => {
    // Probes address a machine by any name, and learn nothing a stranger may not know.
    const isProbe = path === '/health' || path === '/ready';
    if (!isProbe && !isOwnHost(headers.host))
      return refusal(
        421,
        `Host "${headers.host ?? ''}" is not served here; its name is not in PADDOCK_ALLOWED_HOSTS.`,
      );
    if (isForeign(headers, config.corsOrigins))
      return refusal(
        403,
        `Pages of origin "${headers.origin ?? 'unknown'}" may not use this server; it is not in PADDOCK_CORS_ORIGINS.`,
      );
    return null;
  };
}

function refusal(status: Refusal['status'], message: string): Refusal {
  return { status, code: 'FORBIDDEN', message };
}
