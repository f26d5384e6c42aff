import { sendJson } from './http-error.ts';
import type { Route } from './route.ts';
import type { ServerOptions } from './server-options.ts';

const PATIENCE_MS = 5000;

/** GET /health: the process is alive, whatever else is wrong. */
export const healthRoute: Route = {
  method: 'GET',
  path: '/health',
  handler: (_request, response) => sendJson(response, 200, { status: 'ok' }),
};

/**
 * Make GET /ready: 200 when every check is true and the server is not stopping, otherwise 503; with
 * `{ status: 'ready' | 'unavailable', checks }`, where a check is true or says what is wrong.
 */
export function createReadyRoute(
  ready: ServerOptions<object>['ready'],
  isStopping: () => boolean,
): Route {
  return {
    method: 'GET',
    path: '/ready',
    handler: async (_request, response) => {
      const checks = isStopping() ? { server: 'The server is stopping.' } : await check(ready);
      const isReady = Object.values(checks).every((value) => value === true);
      const status = isReady ? 'ready' : 'unavailable';
      sendJson(response, isReady ? 200 : 503, { status, checks });
    },
  };
}

async function check(
  ready: ServerOptions<object>['ready'],
): Promise<Record<string, true | string>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Record<string, string>>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, { server: `No answer within ${PATIENCE_MS} ms.` });
  });
  try {
    return await Promise.race([ready(), late]);
  } catch {
    // The cause may name hosts and files, which whoever reaches the port need not know.
    return { server: 'The check failed.' };
  } finally {
    clearTimeout(timer);
  }
}
