import { z } from 'zod';

const MIB = 2 ** 20;

/** Everything the process reads from its environment, checked once at start and frozen. */
export interface Config {
  /** Address to listen on. Not a loopback address only with `allowUnauthenticated`. */
  readonly host: string;
  /** TCP port; 0 lets the system choose. */
  readonly port: number;
  /** `file:PATH` for SQLite or `postgresql://...`. May hold a password: never log it. */
  readonly databaseUrl: string;
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  /** Whether browsers get GraphiQL at GET /graphql. */
  readonly graphiql: boolean;
  /** Origins whose pages may read answers, or `['*']`; empty for the server's own pages alone. */
  readonly corsOrigins: readonly string[];
  /** Host names, without port, that requests may be addressed to beside the address bound. */
  readonly allowedHosts: readonly string[];
  readonly allowUnauthenticated: boolean;
  /** Milliseconds that requests in flight have to finish when the server stops. */
  readonly shutdownGraceMs: number;
  readonly limits: Limits;
}

/** What one client may ask of the server. A request beyond one of them is refused, never trimmed. */
export interface Limits {
  readonly maxRequestBytes: number;
  readonly maxDepth: number;
  readonly maxCost: number;
  readonly maxAliases: number;
  readonly maxDirectives: number;
  readonly maxTokens: number;
  readonly maxPageSize: number;
  readonly defaultPageSize: number;
  readonly maxPointsPerSeries: number;
  readonly maxPointsPerRequest: number;
  readonly maxSeriesPerRequest: number;
  readonly maxSamplesScanned: number;
  readonly maxScanMs: number;
  readonly maxBulkReads: number;
  readonly maxBatchMessages: number;
  readonly maxImportBytes: number;
  readonly maxFrameBytes: number;
  readonly maxDataStreams: number;
  readonly maxConnections: number;
  readonly maxSubscriptionsPerConnection: number;
  readonly maxWsMessageBytes: number;
}

/** Every variable with its default and meaning; `.env.example` repeats both, and a test compares them. */
export const ENVIRONMENT = z.object({
  HOST: text(/^\S+$/, 'a host name or an IP address')
    .default('127.0.0.1')
    .describe(
      'Address to listen on. An address other machines can reach is refused without PADDOCK_ALLOW_UNAUTHENTICATED=true.',
    ),
  PORT: integer(0, 65_535)
    .default(4000)
    .describe('TCP port to listen on; 0 lets the system choose one.'),
  DATABASE_URL: z
    .string()
    .regex(/^(file:.+|postgres(ql)?:\/\/.+)$/, 'Expected file:PATH or postgresql://HOST/DATABASE')
    .default('file:./data/paddock.db')
    .describe(
      'Where sessions are stored: file:PATH for SQLite, or postgresql://user:password@host/database.',
    ),
  LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Least level that is logged: trace, debug, info, warn, error, fatal or silent.'),
  PADDOCK_GRAPHIQL: flag()
    .default(true)
    .describe('Whether browsers get the GraphiQL editor at /graphql.'),
  PADDOCK_CORS_ORIGINS: list(isOrigin, 'origins like https://example.org, or *')
    .default([])
    .describe(
      'Origins whose web pages may use the API, separated by commas; * for all. None by default.',
    ),
  PADDOCK_ALLOWED_HOSTS: list(isHostName, 'host names without scheme and port')
    .default([])
    .describe(
      "Host names the server is reached by, separated by commas, such as a proxy's. On a loopback address localhost always is one; on any other address an empty list accepts every name.",
    ),
  PADDOCK_ALLOW_UNAUTHENTICATED: flag()
    .default(false)
    .describe(
      'Whether to listen on an address other machines can reach although nobody has to log in: whoever reaches the port may then read, change and delete everything.',
    ),
  PADDOCK_SHUTDOWN_GRACE_MS: integer(0, 600_000)
    .default(10_000)
    .describe('Milliseconds that running requests have to finish when the server stops.'),
  PADDOCK_MAX_REQUEST_BYTES: integer(1024)
    .default(8 * MIB)
    .describe('Bytes of one GraphQL request over HTTP.'),
  PADDOCK_MAX_DEPTH: integer(1).default(15).describe('Levels of nested fields in an operation.'),
  PADDOCK_MAX_COST: integer(1)
    .default(500_000)
    .describe(
      'Cost of an operation: one for each field, times the page size (or ten for a plain list) of every list around it.',
    ),
  PADDOCK_MAX_ALIASES: integer(0).default(100).describe('Aliases in an operation.'),
  PADDOCK_MAX_DIRECTIVES: integer(0).default(50).describe('Directives in an operation.'),
  PADDOCK_MAX_TOKENS: integer(100)
    .default(5000)
    .describe('Words and signs in a GraphQL document; values in variables do not count.'),
  PADDOCK_MAX_PAGE_SIZE: integer(1)
    .default(1000)
    .describe('Largest value of first and last in a connection.'),
  PADDOCK_DEFAULT_PAGE_SIZE: integer(1)
    .default(50)
    .describe('Page size of a connection without first and last; at most PADDOCK_MAX_PAGE_SIZE.'),
  PADDOCK_MAX_POINTS_PER_SERIES: integer(1)
    .default(1_000_000)
    .describe(
      'Points one series of an answer may hold; more are read with a resolution or over the bulk routes.',
    ),
  PADDOCK_MAX_POINTS_PER_REQUEST: integer(1)
    .default(5_000_000)
    .describe('Points all series of one answer may hold together.'),
  PADDOCK_MAX_SERIES_PER_REQUEST: integer(1)
    .default(100)
    .describe('Series one request may ask for.'),
  PADDOCK_MAX_SAMPLES_SCANNED: integer(1)
    .default(50_000_000)
    .describe('Stored samples decoded to answer for one series.'),
  PADDOCK_MAX_SCAN_MS: integer(1)
    .default(30_000)
    .describe(
      'Milliseconds that one query of the catalogue may look for sessions; one that needs longer is refused.',
    ),
  PADDOCK_MAX_BULK_READS: integer(1)
    .default(4)
    .describe('Bulk reads running at one time, whatever their number of samples.'),
  PADDOCK_MAX_BATCH_MESSAGES: integer(1)
    .default(10_000)
    .describe('Records, such as bursts, rows, events or frames, that one write may hold.'),
  PADDOCK_MAX_IMPORT_BYTES: integer(1)
    .default(1024 * MIB)
    .describe('Bytes of a file sent to /import.'),
  PADDOCK_MAX_FRAME_BYTES: integer(1024, 2 ** 30)
    .default(4 * MIB + 1024)
    .describe(
      "Bytes of one frame of a data stream: RTA's lists have 4 MiB at most, and the message around them some more.",
    ),
  PADDOCK_MAX_DATA_STREAMS: integer(1)
    .default(500)
    .describe('Data streams received at one time; a busy one holds a few MiB.'),
  PADDOCK_MAX_CONNECTIONS: integer(1)
    .default(2000)
    .describe('Connections open at one time, HTTP and WebSocket together.'),
  PADDOCK_MAX_SUBSCRIPTIONS_PER_CONNECTION: integer(1)
    .default(100)
    .describe('Operations running at one time on one WebSocket.'),
  PADDOCK_MAX_WS_MESSAGE_BYTES: integer(1024)
    .default(1 * MIB)
    .describe('Bytes of one message from a WebSocket client.'),
});

type Environment = z.infer<typeof ENVIRONMENT>;

/**
 * Read and check the configuration. A variable that is empty counts as absent.
 *
 * @throws {Error} naming every variable at fault, so that one run shows them all; also unknown
 *   `PADDOCK_*` variables, which are misspelt ones.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const names = Object.keys(ENVIRONMENT.shape);
  const given = Object.entries(env).filter(([, value]) => value !== undefined && value !== '');
  const faults = given
    .filter(([name]) => name.startsWith('PADDOCK_') && !names.includes(name))
    .map(([name]) => `${name}: There is no such option.`);

  // Each by itself, so that what depends on two of them is checked even when a third is at fault.
  const values: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(ENVIRONMENT.shape)) {
    const { data, error } = schema.safeParse(env[name] || undefined);
    if (error) faults.push(...error.issues.map(({ message }) => `${name}: ${message}.`));
    else values[name] = data;
  }
  faults.push(...contradictions(values));
  if (faults.length > 0)
    throw new Error(
      `The configuration has faults:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    );
  return toConfig(values as Environment);
}

/** Whether only this machine can reach the address: localhost, 127.0.0.0/8 or ::1. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

/** Faults of variables that are each good; one that is not is absent here. */
function contradictions(values: Partial<Environment>): string[] {
  const { HOST, PADDOCK_DEFAULT_PAGE_SIZE: page = 0, PADDOCK_MAX_PAGE_SIZE: maximum } = values;
  const faults: string[] = [];
  if (HOST && !isLoopback(HOST) && values.PADDOCK_ALLOW_UNAUTHENTICATED === false)
    faults.push(
      `HOST: "${HOST}" can be reached by other machines, and nobody has to log in. ` +
        'Expected a loopback address such as 127.0.0.1; to open the server to everyone who reaches it, set PADDOCK_ALLOW_UNAUTHENTICATED=true.',
    );
  if (maximum && page > maximum)
    faults.push(
      `PADDOCK_DEFAULT_PAGE_SIZE: Expected at most PADDOCK_MAX_PAGE_SIZE (${maximum}), got "${page}".`,
    );
  return faults;
}

function toConfig(data: Environment): Config {
  return Object.freeze({
    host: data.HOST,
    port: data.PORT,
    databaseUrl: data.DATABASE_URL,
    logLevel: data.LOG_LEVEL,
    graphiql: data.PADDOCK_GRAPHIQL,
    corsOrigins: Object.freeze(data.PADDOCK_CORS_ORIGINS),
    allowedHosts: Object.freeze(data.PADDOCK_ALLOWED_HOSTS),
    allowUnauthenticated: data.PADDOCK_ALLOW_UNAUTHENTICATED,
    shutdownGraceMs: data.PADDOCK_SHUTDOWN_GRACE_MS,
    limits: Object.freeze({
      maxRequestBytes: data.PADDOCK_MAX_REQUEST_BYTES,
      maxDepth: data.PADDOCK_MAX_DEPTH,
      maxCost: data.PADDOCK_MAX_COST,
      maxAliases: data.PADDOCK_MAX_ALIASES,
      maxDirectives: data.PADDOCK_MAX_DIRECTIVES,
      maxTokens: data.PADDOCK_MAX_TOKENS,
      maxPageSize: data.PADDOCK_MAX_PAGE_SIZE,
      defaultPageSize: data.PADDOCK_DEFAULT_PAGE_SIZE,
      maxPointsPerSeries: data.PADDOCK_MAX_POINTS_PER_SERIES,
      maxPointsPerRequest: data.PADDOCK_MAX_POINTS_PER_REQUEST,
      maxSeriesPerRequest: data.PADDOCK_MAX_SERIES_PER_REQUEST,
      maxSamplesScanned: data.PADDOCK_MAX_SAMPLES_SCANNED,
      maxScanMs: data.PADDOCK_MAX_SCAN_MS,
      maxBulkReads: data.PADDOCK_MAX_BULK_READS,
      maxBatchMessages: data.PADDOCK_MAX_BATCH_MESSAGES,
      maxImportBytes: data.PADDOCK_MAX_IMPORT_BYTES,
      maxFrameBytes: data.PADDOCK_MAX_FRAME_BYTES,
      maxDataStreams: data.PADDOCK_MAX_DATA_STREAMS,
      maxConnections: data.PADDOCK_MAX_CONNECTIONS,
      maxSubscriptionsPerConnection: data.PADDOCK_MAX_SUBSCRIPTIONS_PER_CONNECTION,
      maxWsMessageBytes: data.PADDOCK_MAX_WS_MESSAGE_BYTES,
    }),
  });
}

function text(pattern: RegExp, expected: string) {
  return z
    .string()
    .regex(pattern, { error: ({ input }) => `Expected ${expected}, got "${input}"` });
}

function oneOf<const T extends readonly string[]>(values: T) {
  return z.enum(values, {
    error: ({ input }) => `Expected one of ${values.join(', ')}, got "${input}"`,
  });
}

function integer(minimum: number, maximum = Number.MAX_SAFE_INTEGER) {
  const expected =
    maximum === Number.MAX_SAFE_INTEGER ? `${minimum} or more` : `${minimum} to ${maximum}`;
  return z.string().transform((input, context) => {
    const value = /^\d+$/.test(input) ? Number(input) : Number.NaN;
    if (value >= minimum && value <= maximum) return value;
    context.addIssue(`Expected a whole number, ${expected}, got "${input}"`);
    return z.NEVER;
  });
}

function flag() {
  return oneOf(['true', 'false']).transform((value) => value === 'true');
}

function list(isItem: (item: string) => boolean, expected: string) {
  return z.string().transform((input, context): readonly string[] => {
    const items = input.split(',').map((item) => item.trim());
    if (items.every(isItem)) return items;
    context.addIssue(`Expected ${expected}, separated by commas, got "${input}"`);
    return z.NEVER;
  });
}

function isOrigin(item: string): boolean {
  return (
    item === '*' || (/^https?:/.test(item) && URL.canParse(item) && new URL(item).origin === item)
  );
}

function isHostName(item: string): boolean {
  return /^([a-z0-9_.-]+|\[[0-9a-f:.]+\])$/i.test(item);
}
