import { describe, expect, it } from 'vitest';
import { sendRaw, startServer } from './server-harness.ts';

const BROWSER = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };

describe('GraphiQL', () => {
  it('is what a browser sees at /graphql, with the first query', async () => {
    const { url } = await startServer({ defaultQuery: '# Look around\n{ hello }' });
    const response = await fetch(`${url}/graphql`, BROWSER);
    const page = await response.text();
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page).toContain('<title>Paddock GraphiQL</title>');
    expect(page).toContain('"defaultQuery":"# Look around\\n{ hello }"');
  });

  it('loads nothing from another host, and the browser is told to refuse it', async () => {
    const { url } = await startServer();
    const response = await fetch(`${url}/graphql`, BROWSER);
    const page = await response.text();

    const loaded = [
      ...page.matchAll(/<(?:script|link|img|iframe)\b[^>]*?\s(?:src|href)\s*=\s*["']([^"']*)/gi),
      ...page.matchAll(/@import\s+(?:url\()?["']?([^"')]+)/gi),
      ...page.matchAll(/@font-face\s*{[^}]*?url\(["']?([^"')]+)/gi),
    ].map(([, target]) => target!);
    expect(loaded.length).toBeGreaterThan(0);
    // A template of the page's script is none that the page loads; the policy refuses what it makes.
    expect(loaded.filter((target) => !/^(data:|\$\{)/.test(target))).toEqual([]);

    const policy = response.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toMatch(/https?:|\*/);
  });

  it('is packed for a browser that unpacks it, and the same', async () => {
    const { url } = await startServer();
    const headers =
      'GET /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: text/html\r\n';
    const packed = await sendRaw(url, `${headers}Accept-Encoding: gzip\r\n\r\n`);
    expect(packed).toMatch(/content-encoding: gzip/i);
    expect(packed.length).toBeLessThan(3_000_000);
    const plain = await sendRaw(url, `${headers}Accept-Encoding: identity\r\n\r\n`);
    expect(plain).not.toMatch(/content-encoding/i);

    // fetch unpacks by itself.
    const page = await (await fetch(`${url}/graphql`, BROWSER)).text();
    expect(page).toBe(Buffer.from(plain.slice(plain.indexOf('\r\n\r\n') + 4), 'latin1').toString());
  });

  it('can introspect the schema within the default limits', async () => {
    const { ask } = await startServer();
    const { getIntrospectionQuery } = await import('graphql');
    expect((await ask(getIntrospectionQuery())).data).toHaveProperty('__schema');
  });

  it('is not there when it is switched off', async () => {
    const { url } = await startServer({ env: { PADDOCK_GRAPHIQL: 'false' } });
    const response = await fetch(`${url}/graphql`, BROWSER);
    expect(response.headers.get('content-type')).not.toContain('text/html');
  });

  it('leaves other clients to GraphQL', async () => {
    const { url } = await startServer();
    const response = await fetch(`${url}/graphql?query=%7Bhello%7D`);
    expect(await response.json()).toEqual({ data: { hello: 'Hello you.' } });
  });
});
