import { tableFromIPC } from 'apache-arrow';
import { dataOf } from './ask.ts';
import type { Bench } from './bench-options.ts';
import { startBareServer, startServer } from './bench-server.ts';
import { createHttpGet, type HttpGet } from './http-get.ts';
import { median, printHead, printRow, timeRuns } from './measure.ts';
import { recordWaves, waveSession } from './record-waves.ts';

/** As many as one series of an answer may hold. */
const MOST_SAMPLES = 1_000_000;
const RUNS = { warmUps: 2, runs: 7 };

/** A way to a client. */
interface Way {
  readonly name: string;
  readonly read: (client: HttpGet, url: string, session: string) => Promise<Answer>;
}

/** What came, and what was made of it. */
interface Answer {
  readonly bytes: Buffer;
  readonly values: ArrayLike<number | null>;
}

const WAYS: readonly Way[] = [
  { name: 'GraphQL, values', read: byGraphql('values', (values: number[]) => values) },
  { name: 'GraphQL, times values', read: byGraphql('times values', (values: number[]) => values) },
  {
    name: 'GraphQL, valuesBase64',
    read: byGraphql('values: valuesBase64', (text: string) =>
      toFloats(Buffer.from(text, 'base64')),
    ),
  },
  {
    name: '.arrow (times, values)',
    read: async (client, url, session) => {
      const bytes = await client.bytes(pathOf(url, session, 'arrow'));
      return { bytes, values: tableFromIPC(bytes).getChild('c1')?.toArray() ?? [] };
    },
  },
  {
    name: '.f64 (times, values)',
    read: async (client, url, session) => {
      const bytes = await client.bytes(pathOf(url, session, 'f64'));
      const rows = toFloats(bytes);
      const values = new Float64Array(rows.length / 2);
      for (let i = 0; i < values.length; i++) values[i] = rows[2 * i + 1] ?? Number.NaN;
      return { bytes, values };
    },
  },
];

/** A million points to an array in a client, by each way there is. */
export async function benchTransport({ databaseUrl, samples }: Bench): Promise<void> {
  const count = Math.min(samples, MOST_SAMPLES);
  printHead(
    `Transport: ${count / 1e6} million points over HTTP to an array in a client, median of ${RUNS.runs}`,
    'ms',
    'MB',
    'x bare',
  );
  await recordWaves(databaseUrl, [count]);
  const client = createHttpGet();
  const server = await startServer(databaseUrl);
  try {
    const bare = await timeBare(client, 8 * count);
    printRow('(8 bytes a point from a bare node:http server)', bare, (8 * count) / 1e6, 1);
    for (const { name, read } of WAYS) {
      const once = () => read(client, server.url, waveSession(count));
      const { bytes, values } = await once();
      if (values.length !== count) throw new Error(`${name}: ${values.length} points.`);
      const ms = median(await timeRuns(RUNS, once));
      printRow(name, ms, bytes.length / 1e6, ms / bare);
    }
  } finally {
    client.close();
    await server.stop();
  }
}

async function timeBare(client: HttpGet, length: number): Promise<number> {
  const server = await startBareServer(length);
  const times = await timeRuns(RUNS, async () => toFloats(await client.bytes(server.url)));
  await server.stop();
  return median(times);
}

function byGraphql<T>(fields: string, toValues: (given: T) => Answer['values']): Way['read'] {
  const query = `query ($identity: String!) {
    session(identity: $identity) { samples(parameters: ["c1"]) { ${fields} } }
  }`;
  return async (client, url, identity) => {
    const body = JSON.stringify({ query, variables: { identity } });
    const bytes = await client.post(`${url}/graphql`, body);
    const { session } = dataOf(bytes.toString());
    return { bytes, values: toValues(session.samples[0].values) };
  };
}

function pathOf(url: string, session: string, extension: string): string {
  return `${url}/sessions/${encodeURIComponent(session)}/samples.${extension}?parameters=c1`;
}

/** Little-endian, as the machines are that this runs on. */
function toFloats({ buffer, byteOffset, byteLength }: Buffer): Float64Array {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  return byteOffset % 8 === 0
    ? new Float64Array(buffer as ArrayBuffer, byteOffset, byteLength / 8)
    : new Float64Array(Uint8Array.from(bytes).buffer);
}
