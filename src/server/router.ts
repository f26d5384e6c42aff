import type { IncomingMessage, ServerResponse } from 'node:http';
import { badInput } from '../errors.ts';
import { checkUsableText } from '../lib/usable-text.ts';
import { sendError } from './http-error.ts';
import type { Route } from './route.ts';

/** What a method and path lead to: a route, or the methods the path has; none when it is unknown. */
export type Found =
  | { readonly route: Route; readonly params: Readonly<Record<string, string>> }
  | { readonly route: null; readonly allowed: readonly string[] };

/** Finds the route of a request. */
export interface Router {
  /** @param pathname The path as sent, percent-encoded, without the query. */
  find(method: string | undefined, pathname: string): Found;
}

/** Make a router; of the routes with a matching path and method the first wins. HEAD is as GET. */
export function createRouter(routes: readonly Route[]): Router {
  const compiled = routes.map((route) => ({ route, pattern: toPattern(route.path) }));
  return {
    find(method, pathname) {
      const matches = compiled.flatMap(({ route, pattern }) => {
        const found = pattern.exec(pathname);
        return found ? [{ route, params: { ...found.groups } }] : [];
      });
      const wanted = method === 'HEAD' ? 'GET' : method;
      const chosen = matches.find(({ route }) => route.method === wanted);
      return (
        chosen ?? { route: null, allowed: toAllowed(matches.map(({ route }) => route.method)) }
      );
    },
  };
}

/**
 * Answer a request by the route that was found: otherwise 404 for an unknown path, 405 with `Allow`
 * for another method, 204 for OPTIONS.
 *
 * @throws whatever the handler throws; {AppError} BAD_USER_INPUT for malformed percent-encoding.
 */
export async function answerRoute(
  found: Found,
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
): Promise<void> {
  if (found.route) {
    const query = request.url?.indexOf('?') ?? -1;
    const url = new URL(`http://localhost${pathname}${query < 0 ? '' : request.url?.slice(query)}`);
    await found.route.handler(request, response, decode(found.params), url);
  } else if (found.allowed.length === 0) {
    const message = `Path "${pathname}" was not found.`;
    sendError(response, { code: 'NOT_FOUND', message }, { status: 404 });
  } else {
    const allowed = found.allowed.join(', ');
    response.setHeader('allow', allowed);
    if (request.method === 'OPTIONS') {
      response.statusCode = 204;
      response.end();
      return;
    }
    const message = `Expected one of the methods ${allowed}, got "${request.method}".`;
    sendError(response, { code: 'METHOD_NOT_ALLOWED', message }, { status: 405 });
  }
}

function toAllowed(methods: readonly string[]): readonly string[] {
  if (methods.length === 0) return [];
  return [...new Set([...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'])];
}

function toPattern(path: string): RegExp {
  const source = path
    .split(/(:[a-z]\w*)/i)
    .map((part) =>
      part.startsWith(':')
        ? `(?<${part.slice(1)}>[^/]+)`
        : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    );
  return new RegExp(`^${source.join('')}$`);
}

function decode(params: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      const text = decodeText(name, value);
      checkUsableText(text, 'the path');
      return [name, text];
    }),
  );
}

function decodeText(name: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw badInput(name, `Expected percent-encoded UTF-8 in the path, got "${value}".`);
  }
}
