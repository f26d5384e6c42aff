import { describe, expect, it } from 'vitest';
import { AppError, ERROR_CODES, type ErrorCode } from '../../src/errors.ts';
import { readBody } from '../../src/lib/read-body.ts';
import type { Route, RouteHandler } from '../../src/server/route.ts';
import { createRouter } from '../../src/server/router.ts';
import { sendRaw, startServer } from './server-harness.ts';

const echo: RouteHandler = (request, response, params, url) => {
  response.end(JSON.stringify([request.method, params, url.searchParams.get('q')]));
};

function route(method: Route['method'], path: string, handler = echo): Route {
  return { method, path, handler };
}

async function bodyOf(response: Response): Promise<unknown> {
  return response.json();
}

describe('createRouter', () => {
  const router = createRouter([
    route('GET', '/sessions/:identity/samples.:format'),
    route('POST', '/sessions/:identity/data'),
    route('GET', '/sessions/:identity/data'),
    route('GET', '/a.b'),
  ]);

  it.each([
    ['GET', '/sessions/x/samples.csv', { identity: 'x', format: 'csv' }],
    ['GET', '/sessions/a%2Fb/samples.f64', { identity: 'a%2Fb', format: 'f64' }],
    ['HEAD', '/sessions/x/data', { identity: 'x' }],
    ['POST', '/sessions/../data', { identity: '..' }],
    ['GET', '/a.b', {}],
  ])('finds %s %s', (method, path, params) => {
    expect(router.find(method, path)).toMatchObject({ route: {}, params });
  });

  it.each([
    ['GET', '/sessions/x/y/samples.csv', []],
    ['GET', '/sessions//data', []],
    ['GET', '/sessions/x/data/', []],
    ['GET', '/axb', []],
    ['DELETE', '/sessions/x/data', ['POST', 'GET', 'HEAD', 'OPTIONS']],
    ['GET', '', []],
  ])('finds no route for %s %s', (method, path, allowed) => {
    expect(router.find(method, path)).toEqual({ route: null, allowed });
  });
});

describe('routes', () => {
  it('are given the decoded parameters and the query', async () => {
    const { url } = await startServer({ routes: [route('GET', '/sessions/:identity/x')] });
    const response = await fetch(`${url}/sessions/a%2Fb%20%C3%A9/x?q=1%262`);
    expect(await bodyOf(response)).toEqual(['GET', { identity: 'a/b é' }, '1&2']);
  });

  it('are found in a target of absolute form', async () => {
    const { url } = await startServer({ routes: [route('GET', '/x')] });
    const answer = await sendRaw(
      url,
      'GET http://localhost:4000/x?q=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]+\["GET",{},"1"\]$/);
  });

  it('answer 400 to malformed percent-encoding', async () => {
    const { url } = await startServer({ routes: [route('GET', '/x/:name')] });
    const response = await fetch(`${url}/x/%E0%A4`);
    expect(response.status).toBe(400);
    expect(await bodyOf(response)).toEqual({
      error: {
        code: 'BAD_USER_INPUT',
        message: 'Expected percent-encoded UTF-8 in the path, got "%E0%A4".',
        detail: { argument: 'name' },
      },
    });
  });

  it('answer 400 to U+0000 in a path, which no database holds', async () => {
    const { url } = await startServer({ routes: [route('GET', '/x/:name')] });
    const response = await fetch(`${url}/x/%00`);
    expect(response.status).toBe(400);
    expect(await bodyOf(response)).toMatchObject({ error: { code: 'BAD_USER_INPUT' } });
  });

  it('answer 404 in JSON to an unknown path', async () => {
    const { url } = await startServer();
    const response = await fetch(`${url}/nothing?q=1`);
    expect(response.status).toBe(404);
    expect(await bodyOf(response)).toEqual({
      error: { code: 'NOT_FOUND', message: 'Path "/nothing" was not found.' },
    });
  });

  it('answer 405 with Allow to another method', async () => {
    const { url } = await startServer();
    const response = await fetch(`${url}/health`, { method: 'POST' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    expect(await bodyOf(response)).toEqual({
      error: {
        code: 'METHOD_NOT_ALLOWED',
        message: 'Expected one of the methods GET, HEAD, OPTIONS, got "POST".',
      },
    });
  });

  it('answer OPTIONS and HEAD', async () => {
    const { url } = await startServer();
    const options = await fetch(`${url}/health`, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
    const head = await fetch(`${url}/health`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  const STATUSES: Record<ErrorCode, number> = {
    BAD_USER_INPUT: 400,
    UNAUTHENTICATED: 401,
    FORBIDDEN: 403,
    NOT_FOUND: 404,
    CONFLICT: 409,
    PAYLOAD_TOO_LARGE: 413,
    CORRUPT_DATA: 500,
    UNAVAILABLE: 503,
  };

  it.each(Object.keys(ERROR_CODES) as ErrorCode[])('answer with the status of %s', async (code) => {
    const fail = () => {
      throw new AppError(code, 'No.', { position: 7n });
    };
    const { url } = await startServer({ routes: [route('GET', '/x', fail)] });
    const response = await fetch(`${url}/x`);
    expect(response.status).toBe(STATUSES[code]);
    expect(await bodyOf(response)).toEqual({
      error: { code, message: 'No.', detail: { position: '7' } },
    });
  });

  it('mask what is no AppError, under an id that is in the log', async () => {
    const fail = async () => {
      throw new Error('password is hunter2');
    };
    const { url, log } = await startServer({ routes: [route('GET', '/x', fail)] });
    const response = await fetch(`${url}/x`);
    const { error } = (await response.json()) as { error: { detail: { errorId: string } } };
    expect(response.status).toBe(500);
    expect(error).toMatchObject({ code: 'INTERNAL_SERVER_ERROR', message: 'Unexpected error.' });
    expect(log.filter((line) => line.errorId === error.detail.errorId)).toMatchObject([
      { level: 50, err: { message: 'password is hunter2' } },
    ]);
  });

  it('cut the answer when they fail in the middle of it', async () => {
    const fail: RouteHandler = (_request, response) => {
      response.write('half');
      throw new Error('disk');
    };
    const { url } = await startServer({ routes: [route('GET', '/x', fail)] });
    const response = await fetch(`${url}/x`).catch(() => null);
    await expect(response?.text() ?? Promise.reject(new Error('cut'))).rejects.toThrow();
  });

  it('read bodies up to their own limit', async () => {
    const count: RouteHandler = async (request, response) => {
      response.end(String((await readBody(request, 10)).length));
    };
    const { url } = await startServer({ routes: [route('POST', '/x', count)] });
    const send = (body: string) => fetch(`${url}/x`, { method: 'POST', body });
    expect(await (await send('0123456789')).text()).toBe('10');
    expect(await (await send('')).text()).toBe('0');
    expect((await send('0123456789x')).status).toBe(413);
  });
});

describe('/health and /ready', () => {
  it('are 200 while all is well', async () => {
    const { url } = await startServer();
    const health = await fetch(`${url}/health`);
    expect([health.status, await bodyOf(health)]).toEqual([200, { status: 'ok' }]);
    const ready = await fetch(`${url}/ready`);
    expect([ready.status, await bodyOf(ready)]).toEqual([
      200,
      { status: 'ready', checks: { database: true } },
    ]);
  });

  it('say which check is wrong, while the process is alive', async () => {
    const { url } = await startServer({
      ready: async () => ({ database: true, migrations: '2 are to be applied.' }),
    });
    const ready = await fetch(`${url}/ready`);
    expect([ready.status, await bodyOf(ready)]).toEqual([
      503,
      { status: 'unavailable', checks: { database: true, migrations: '2 are to be applied.' } },
    ]);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  it('do not show why a check failed', async () => {
    const { url } = await startServer({
      ready: async () => {
        throw new Error('password is hunter2');
      },
    });
    const ready = await fetch(`${url}/ready`);
    expect([ready.status, await bodyOf(ready)]).toEqual([
      503,
      { status: 'unavailable', checks: { server: 'The check failed.' } },
    ]);
  });
});
