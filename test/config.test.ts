import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ENVIRONMENT, isLoopback, readConfig } from '../src/config.ts';

const EXAMPLE = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');

function faultsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env);
  } catch (error) {
    return (error as Error).message.split('\n');
  }
  return [];
}

describe('readConfig', () => {
  it('needs nothing to be set', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      databaseUrl: 'file:./data/paddock.db',
      logLevel: 'info',
      graphiql: true,
      corsOrigins: [],
      allowedHosts: [],
      shutdownGraceMs: 10_000,
      limits: { maxRequestBytes: 8_388_608, maxImportBytes: 1_073_741_824, maxPageSize: 1000 },
    });
  });

  it('takes what is set, and lets an empty variable be absent', () => {
    const config = readConfig({
      HOST: '::1',
      PORT: '0',
      DATABASE_URL: 'postgresql://user:secret@db/paddock',
      PADDOCK_GRAPHIQL: 'false',
      PADDOCK_CORS_ORIGINS: 'https://a.example, http://localhost:5173',
      PADDOCK_ALLOWED_HOSTS: 'paddock.example,[fd00::1]',
      PADDOCK_MAX_DEPTH: '3',
      PADDOCK_MAX_COST: '',
      UNRELATED: 'x',
    });

    expect(config).toMatchObject({
      host: '::1',
      port: 0,
      databaseUrl: 'postgresql://user:secret@db/paddock',
      graphiql: false,
      corsOrigins: ['https://a.example', 'http://localhost:5173'],
      allowedHosts: ['paddock.example', '[fd00::1]'],
      limits: { maxDepth: 3, maxCost: 500_000 },
    });
  });

  it('is frozen throughout', () => {
    const config = readConfig({ PADDOCK_CORS_ORIGINS: '*' });
    for (const part of [config, config.limits, config.corsOrigins, config.allowedHosts])
      expect(Object.isFrozen(part)).toBe(true);
  });

  it('reports every fault at once, in words that say what was expected', () => {
    const faults = faultsOf({
      PORT: '70000',
      LOG_LEVEL: 'loud',
      PADDOCK_MAX_DEPTH: 'deep',
      PADDOCK_MAX_DEPHT: '3',
    });

    expect(faults).toEqual([
      'The configuration has faults:',
      '  PADDOCK_MAX_DEPHT: There is no such option.',
      '  PORT: Expected a whole number, 0 to 65535, got "70000".',
      '  LOG_LEVEL: Expected one of trace, debug, info, warn, error, fatal, silent, got "loud".',
      '  PADDOCK_MAX_DEPTH: Expected a whole number, 1 or more, got "deep".',
    ]);
  });

  it.each([
    ['PORT', '-1'],
    ['PORT', '1e3'],
    ['PORT', ' 80'],
    ['PORT', '0x50'],
    ['HOST', 'two words'],
    ['PADDOCK_GRAPHIQL', 'yes'],
    ['PADDOCK_CORS_ORIGINS', 'example.org'],
    ['PADDOCK_CORS_ORIGINS', 'https://example.org/'],
    ['PADDOCK_CORS_ORIGINS', 'https://a.example,,https://b.example'],
    ['PADDOCK_ALLOWED_HOSTS', 'https://example.org'],
    ['PADDOCK_ALLOWED_HOSTS', 'example.org:80'],
    ['PADDOCK_MAX_PAGE_SIZE', '0'],
    ['PADDOCK_MAX_IMPORT_BYTES', '1.5'],
    ['PADDOCK_SHUTDOWN_GRACE_MS', '600001'],
  ])('refuses %s="%s" and quotes it', (name, value) => {
    const [, fault, ...others] = faultsOf({ [name]: value });
    expect(others).toEqual([]);
    expect(fault).toMatch(new RegExp(`^ {2}${name}: Expected .*, got "`));
    expect(fault).toContain(`"${value}"`);
  });

  it('does not repeat a faulty DATABASE_URL, which may hold a password', () => {
    expect(faultsOf({ DATABASE_URL: 'mysql://root:secret@db' })).toEqual([
      'The configuration has faults:',
      '  DATABASE_URL: Expected file:PATH or postgresql://HOST/DATABASE.',
    ]);
  });

  it.each(['0.0.0.0', '::', '192.168.1.4', 'paddock.example', '127.example.org'])(
    'refuses to be open to other machines at %s without a login',
    (host) => {
      expect(faultsOf({ HOST: host })[1]).toBe(
        `  HOST: "${host}" can be reached by other machines, and nobody has to log in. ` +
          'Expected a loopback address such as 127.0.0.1; to open the server to everyone who reaches it, set PADDOCK_ALLOW_UNAUTHENTICATED=true.',
      );
      expect(readConfig({ HOST: host, PADDOCK_ALLOW_UNAUTHENTICATED: 'true' }).host).toBe(host);
    },
  );

  it('reports what depends on two variables beside the fault of a third', () => {
    expect(faultsOf({ PORT: 'x', HOST: '0.0.0.0', PADDOCK_MAX_PAGE_SIZE: '1' })).toHaveLength(4);
  });

  it('refuses a default page above the largest', () => {
    expect(faultsOf({ PADDOCK_MAX_PAGE_SIZE: '10' })[1]).toBe(
      '  PADDOCK_DEFAULT_PAGE_SIZE: Expected at most PADDOCK_MAX_PAGE_SIZE (10), got "50".',
    );
  });
});

describe('isLoopback', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.8.9.10', true],
    ['localhost', true],
    ['LOCALHOST', true],
    ['::1', true],
    ['[::1]', true],
    ['0.0.0.0', false],
    ['::', false],
    ['10.0.0.1', false],
    ['localhost.example.org', false],
  ])('of %s is %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});

describe('.env.example', () => {
  /** Name to default and meaning, of lines `# meaning` followed by `NAME=default` or `# NAME=default`. */
  const documented = new Map(
    [...EXAMPLE.matchAll(/^# (.+)\n#?([A-Z_]+)=(.*)$/gm)].map(([, meaning, name, value]) => [
      name!,
      { meaning, value },
    ]),
  );

  it('has every variable, and no other', () => {
    expect([...documented.keys()].sort()).toEqual(Object.keys(ENVIRONMENT.shape).sort());
  });

  it.each(Object.entries(ENVIRONMENT.shape))(
    'says what %s means and its default',
    (name, schema) => {
      const value = schema.parse(undefined);
      const text = Array.isArray(value) ? value.join(',') : String(value);
      expect(documented.get(name)).toEqual({ meaning: schema.description, value: text });
    },
  );

  it('changes nothing when it is used as it is', () => {
    const env = Object.fromEntries([...documented].map(([name, { value }]) => [name, value]));
    expect(readConfig(env)).toEqual(readConfig({}));
  });
});
