import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { useCatalogue } from './catalogue-client.ts';
import { errorOf, identitiesOf, useRta } from './rta-client.ts';

const catalogue = useCatalogue();
const rta = useRta(catalogue);
const { get, post, postQuery } = rta;

describe('what is refused', () => {
  const at = (argument: string) => ({ status: 400, code: 'BAD_USER_INPUT', detail: { argument } });

  it.each([
    ['pageIndex=-1', 'pageIndex', 'Expected a whole number from 0 to 1000000, got "-1".'],
    ['pageIndex=1.5', 'pageIndex', 'Expected a whole number from 0 to 1000000, got "1.5".'],
    ['pageIndex=1000001', 'pageIndex', 'Expected a whole number from 0 to 1000000, got "1000001".'],
    ['pageIndex=1&pageIndex=2&pageSize=x', 'pageSize', expect.stringContaining('got "x".')],
    ['pageSize=-50', 'pageSize', expect.stringContaining('got "-50".')],
    ['pageSize=1e3', 'pageSize', expect.stringContaining('got "1e3".')],
    [
      'sort=type&sort=group&sort=version&sort=quality&sort=state&sort=details.a',
      'sort',
      'Expected at most 5 properties, got 6.',
    ],
    ['query={', 'query', 'Expected JSON, got "{".'],
    ['query=[]', 'query', 'Expected an object of criteria, got a list.'],
    [`${'prop=p&'.repeat(501)}`, 'prop', 'Expected at most 500 entries, got 501.'],
    [
      'pageIndex=100001&pageSize=1&sort=identifier',
      'pageIndex',
      'Expected at most 100000 sessions before a page that is sorted, got 100001. Choose fewer sessions by a query or a folder.',
    ],
  ])('names the parameter of %s', async (parameters, argument, message) => {
    expect(errorOf(await post(parameters))).toMatchObject({ ...at(argument), message });
    expect(errorOf(await get(`/sessions?${parameters}`))).toMatchObject({
      ...at(argument),
      message,
    });
  });

  it('says where in a query the fault is', async () => {
    const query = { $or: [{ 'details.x': { $regex: 'a' } }] };
    expect(errorOf(await postQuery(query))).toMatchObject({
      status: 400,
      code: 'BAD_USER_INPUT',
      detail: { argument: 'query', pointer: '/$or/0/details.x/$regex' },
    });
    expect(errorOf(await postQuery('{"state":9007199254740993}'))).toMatchObject({
      message: expect.stringMatching(/got 9007199254740993\.$/),
      detail: { argument: 'query', pointer: '/state' },
    });
  });

  it('is a query that nests without end', async () => {
    const query = `${'{"$not":'.repeat(100_000)}{}${'}'.repeat(100_000)}`;
    expect(errorOf(await postQuery(query))).toMatchObject({
      status: 400,
      message: 'Expected at most 50 levels of conditions, got more.',
    });
    const exact = `{"a":9007199254740993,"b":${query}}`;
    expect(errorOf(await postQuery(exact)).status).toBe(400);
  });

  it.each([
    ['/sessions?folder=%00', '"folder"'],
    ['/sessions?sort=details.%00', '"sort"'],
    ['/sessions/%00', 'the path'],
    ['/session-folders/a%00', 'the path'],
    ['/session-metamodel?folder=%00', '"folder"'],
    ['/session-metamodel/properties?query=%00', '"query"'],
    ['/configs/%00', 'the path'],
  ])('is a text that no database holds: %s', async (path, where) => {
    expect(errorOf(await get(path))).toMatchObject({
      status: 400,
      code: 'BAD_USER_INPUT',
      message: `Expected texts of Unicode characters other than U+0000, got U+0000 in ${where}.`,
    });
  });

  it('is such a text in a form, or within its query', async () => {
    expect(errorOf(await post({ folder: '\0' })).status).toBe(400);
    expect(errorOf(await postQuery('{"type":"\\u0000"}')).message).toContain('U+0000 in "query"');
    expect(errorOf(await postQuery('{"type":"\\ud800"}')).message).toContain('U+D800 in "query"');
    expect(identitiesOf(await postQuery('{"type":"\\\\u0000"}'))).toEqual([]);
  });

  it('is a path that is not percent-encoded UTF-8', async () => {
    expect(errorOf(await get('/sessions/%ff'))).toMatchObject(at('identity'));
  });

  it.each([
    ['/sessions/nobody', 'Session "nobody" was not found.'],
    ['/sessions/', 'Path "/rta/v2/sessions/" was not found.'],
    ['/sessions/a/b', 'Path "/rta/v2/sessions/a/b" was not found.'],
    ['/nothing', 'Path "/rta/v2/nothing" was not found.'],
  ])('with 404 is %s', async (path, message) => {
    const answer = await get(path);
    expect(errorOf(answer)).toMatchObject({ status: 404, code: 'NOT_FOUND', message });
    expect((await get(path, { method: 'HEAD' })).status).toBe(404);
  });

  it('is any other method', async () => {
    const sessions = await get('/sessions', { method: 'DELETE' });
    expect([sessions.status, sessions.headers.get('allow')]).toEqual([
      405,
      'GET, POST, HEAD, OPTIONS',
    ]);
    const config = await get('/configs/a', { method: 'PUT' });
    expect([config.status, config.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  it('is a form of another type, or of too many parameters or bytes', async () => {
    const json = await get('/sessions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(errorOf(json)).toMatchObject({
      ...at('content-type'),
      message: 'Expected application/x-www-form-urlencoded, got "application/json".',
    });
    expect(errorOf(await post('&'.repeat(1_000)))).toMatchObject({
      ...at('form'),
      message: 'Expected at most 1000 parameters, got more.',
    });
    const { maxRequestBytes } = catalogue.app.runtime.limits;
    expect(await statusOfUpload(maxRequestBytes + 1)).toBe(413);
  });

  it('answers HEAD of a list without the list', async () => {
    const { status, text, headers } = await get('/sessions', { method: 'HEAD' });
    expect([status, text]).toEqual([200, '']);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  });
});

/** Announce a long form: the server answers before any of it is sent. */
function statusOfUpload(length: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const upload = request(`${rta.url}/rta/v2/sessions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': length,
      },
    });
    upload.once('response', (response) => {
      resolve(response.statusCode);
      upload.destroy();
    });
    upload.once('error', reject);
    upload.flushHeaders();
  });
}
