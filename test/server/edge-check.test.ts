import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { isForeign } from '../../src/server/cross-origin.ts';
import { createHostCheck } from '../../src/server/host-check.ts';
import { startServer } from './server-harness.ts';

/** fetch sets Host and the Sec-Fetch headers itself; this sends what it is given. */
function send(url: string, headers: Record<string, string>, { method = 'GET', body = '' } = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>(
    (resolve, reject) => {
      const asked = request(url, { method, headers }, (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode!, headers: response.headers, text }),
        );
      });
      asked.on('error', reject);
      asked.end(body);
    },
  );
}

describe('createHostCheck', () => {
  it.each([
    ['localhost', '127.0.0.1', [], true],
    ['localhost:4000', '127.0.0.1', [], true],
    ['LocalHost:4000', '127.0.0.1', [], true],
    ['127.0.0.1:4000', '127.0.0.1', [], true],
    ['[::1]:4000', '127.0.0.1', [], true],
    ['127.0.0.2', '127.0.0.2', [], true],
    ['evil.example', '127.0.0.1', [], false],
    ['localhost.evil.example', '127.0.0.1', [], false],
    ['localhost:4000@evil.example', '127.0.0.1', [], false],
    ['', '127.0.0.1', [], false],
    [undefined, '127.0.0.1', [], false],
    ['paddock.example:80', '127.0.0.1', ['Paddock.example'], true],
    ['any.example', '0.0.0.0', [], true],
    ['any.example', '0.0.0.0', ['paddock.example'], false],
    ['paddock.example', '0.0.0.0', ['paddock.example'], true],
    ['localhost', '0.0.0.0', ['paddock.example'], false],
    ['[fd00::1]:4000', 'fd00::1', ['paddock.example'], true],
  ])('of %s at %s with %j is %s', (header, host, allowedHosts, expected) => {
    expect(createHostCheck({ host, allowedHosts })(header)).toBe(expected);
  });
});

describe('isForeign', () => {
  const host = 'localhost:4000';
  it.each([
    ['no browser', {}, [], false],
    ['a page of its own', { origin: 'http://localhost:4000' }, [], false],
    ['a page of another port', { origin: 'http://localhost:5173' }, [], true],
    ['a page of another site', { origin: 'https://evil.example' }, [], true],
    ['a page without an origin', { origin: 'null' }, [], true],
    [
      'a page of a configured origin',
      { origin: 'https://a.example' },
      ['https://a.example'],
      false,
    ],
    [
      'a page of a part of a configured origin',
      { origin: 'https://a.example.evil' },
      ['https://a.example'],
      true,
    ],
    ['any page where all are configured', { origin: 'https://evil.example' }, ['*'], false],
    [
      'an image of another site',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
      [],
      true,
    ],
    [
      'a script of a sibling site',
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' },
      [],
      true,
    ],
    [
      'a link of another site',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
      [],
      false,
    ],
    [
      'a form of another site',
      {
        origin: 'https://evil.example',
        'sec-fetch-site': 'cross-site',
        'sec-fetch-mode': 'navigate',
      },
      [],
      true,
    ],
    [
      'a page opened by hand',
      { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' },
      [],
      false,
    ],
    ['an event source of its own', { 'sec-fetch-site': 'same-origin' }, [], false],
  ])('of %s with %j and %j is %s', (_what, headers, origins, expected) => {
    expect(isForeign({ host, ...headers }, origins)).toBe(expected);
  });
});

describe('requests of foreign pages', () => {
  const headers = { 'content-type': 'application/json' };
  const mutation = { method: 'POST', body: '{"query":"mutation { change }"}' };

  it('are refused on every path', async () => {
    const { url } = await startServer();
    const origin = 'https://evil.example';
    const answer = await send(`${url}/graphql`, { ...headers, origin }, mutation);
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.text)).toEqual({
      errors: [
        {
          message:
            'Pages of origin "https://evil.example" may not use this server; it is not in PADDOCK_CORS_ORIGINS.',
          extensions: { code: 'FORBIDDEN' },
        },
      ],
    });
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    expect((await send(`${url}/health`, { origin })).status).toBe(403);
  });

  it('are let in from a configured origin, which may read the answer', async () => {
    const { url } = await startServer({ env: { PADDOCK_CORS_ORIGINS: 'https://a.example' } });
    const origin = 'https://a.example';
    const answer = await send(`${url}/graphql`, { ...headers, origin }, mutation);
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'access-control-allow-origin': origin, vary: 'Origin' },
    });
    expect((await send(`${url}/health`, {})).headers).toMatchObject({ vary: 'Origin' });
  });

  it('are asked for beforehand', async () => {
    const { url } = await startServer({ env: { PADDOCK_CORS_ORIGINS: '*' } });
    const answer = await send(
      `${url}/graphql`,
      {
        origin: 'https://a.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-other',
      },
      { method: 'OPTIONS' },
    );
    expect(answer).toMatchObject({
      status: 204,
      text: '',
      headers: {
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
        'access-control-allow-headers': 'content-type,x-other',
        'access-control-max-age': '600',
      },
    });
  });
});

describe('requests to another name', () => {
  it('are refused, but for probes', async () => {
    const { url } = await startServer();
    const host = 'evil.example';
    const answer = await send(`${url}/graphql?query=%7Bhello%7D`, { host });
    expect(answer.status).toBe(421);
    expect(JSON.parse(answer.text).errors).toEqual([
      {
        message:
          'Host "evil.example" is not served here; its name is not in PADDOCK_ALLOWED_HOSTS.',
        extensions: { code: 'FORBIDDEN' },
      },
    ]);
    expect(JSON.parse((await send(`${url}/other`, { host })).text).error.code).toBe('FORBIDDEN');
    expect((await send(`${url}/health`, { host })).status).toBe(200);
    expect((await send(`${url}/ready`, { host })).status).toBe(200);
  });

  it('are let in under an allowed name', async () => {
    const { url } = await startServer({ env: { PADDOCK_ALLOWED_HOSTS: 'paddock.example' } });
    const answer = await send(`${url}/graphql?query=%7Bhello%7D`, { host: 'paddock.example' });
    expect(answer.status).toBe(200);
  });
});
