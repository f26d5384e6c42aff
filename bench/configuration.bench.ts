// The configuration of one race car: 60,000 parameters, 60,000 channels and 500 conversions,
// imported, committed, bound, searched and paged through a running server. Run by
// `npm run bench:configuration`.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const PARAMETERS = 60_000;
const CONVERSIONS = 500;
const REPEATS = 25;

/** A server of its own, which reports how long its event loop is held and its memory. */
const MONITOR = `
  import { monitorEventLoopDelay } from 'node:perf_hooks';
  const histogram = monitorEventLoopDelay({ resolution: 5 });
  histogram.enable();
  process.on('message', () => {
    process.send({ held: histogram.max / 1e6, peak: process.resourceUsage().maxRSS / 1024 });
    histogram.reset();
  });
`;

interface Report {
  /** Longest time between two turns of the event loop, ms. */
  readonly held: number;
  /** Peak resident memory of the process so far, MiB. */
  readonly peak: number;
}

function createDocument(): Buffer {
  const words = ['Speed', 'Pressure', 'Temperature', 'Torque', 'Angle', 'Voltage', 'Flow', 'State'];
  const conversions = Array.from({ length: CONVERSIONS }, (_, i) => ({
    name: `conv${i}:car`,
    unit: ['km/h', 'bar', 'degC', 'Nm'][i % 4],
    format: '%5.2f',
    rational: { coeffs: [0, 1 + i, i, 0, 0, 1] },
  }));
  const parameters = Array.from({ length: PARAMETERS }, (_, i) => ({
    id: `${words[i % words.length]}${i}:car`,
    name: `${words[i % words.length]}${i}`,
    desc: `${words[(i * 7) % words.length]} of unit ${i % 97}, position ${i % 13}`,
    min: -100,
    max: 100,
    conv: `conv${i % CONVERSIONS}:car`,
    channels: [i],
  }));
  const channels = Array.from({ length: PARAMETERS }, (_, i) => ({
    id: i,
    source: 'periodic',
    type: 's16',
    interval: 1_000_000 * (1 + (i % 100)),
  }));
  const groups = Array.from({ length: 200 }, (_, g) => ({
    id: `group${g}:car`,
    desc: `Group ${g}`,
    params: parameters.filter((_p, i) => i % 200 === g).map(({ id }) => id),
  }));
  return Buffer.from(
    JSON.stringify({ car: { tree: { groups }, parameters, channels, conversions } }),
  );
}

const folder = mkdtempSync(join(tmpdir(), 'paddock-bench-'));
const server = spawn(
  process.execPath,
  ['--import', `data:text/javascript,${encodeURIComponent(MONITOR)}`, 'dist/index.js'],
  {
    env: {
      ...process.env,
      PORT: '0',
      LOG_LEVEL: 'info',
      DATABASE_URL: `file:${join(folder, 'bench.db')}`,
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  },
);

try {
  const url = await listening();
  await report();
  const document = createDocument();
  console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}`);
  console.log(
    `${PARAMETERS} parameters, ${PARAMETERS} channels, ${CONVERSIONS} conversions: ${(document.length / 2 ** 20).toFixed(1)} MiB of JSON\n`,
  );
  console.log('                                          ms    p95   loop held ms   peak MiB');

  const parsed = performance.now();
  JSON.parse(document.toString());
  console.log(row('JSON.parse alone, in the client', performance.now() - parsed, null, null));

  // The first request of a process compiles what later ones find ready.
  await ask(
    url,
    'mutation { createOrUpdateSession(input: { identity: "first", createIfNotExists: {}, updates: [{ setConfigBindings: [{ identifier: "car" }] }] }) { created } }',
  );
  await measure('import and commit', 1, () => put(url, document));
  await measure('the same again (nothing changes)', 1, () => put(url, document));
  await measure('bind to a session', 1, () =>
    ask(
      url,
      'mutation { createOrUpdateSession(input: { identity: "run", createIfNotExists: { state: OPEN }, updates: [{ setConfigBindings: [{ identifier: "car" }] }] }) { created } }',
    ),
  );
  await measure('page of 50 of the set', REPEATS, () => page(url, 'first: 50'));
  await measure('page of 1,000 of the set', REPEATS, () => page(url, 'first: 1000'));
  await measure('first search of the set', 1, () =>
    page(url, 'first: 20, filter: { text: "speed" }'),
  );
  await measure('search "speed", in the set', REPEATS, () =>
    page(url, 'first: 20, filter: { text: "speed" }'),
  );
  await measure('search "torque unit 42", in the set', REPEATS, () =>
    page(url, 'first: 20, filter: { text: "torque unit 42" }'),
  );
  await measure('search "Flow59998", in the session', REPEATS, () =>
    ask(
      url,
      '{ session(identity: "run") { parameters(first: 20, filter: { text: "Flow59998" }) { nodes { identifier channelIds } } } }',
    ),
  );
  await measure('page through all, 1,000 at a time', 1, () => walk(url));
  await measure('export as a document', 1, async () => {
    const response = await fetch(`${url}/configurations/car.json`);
    const { length } = Buffer.from(await response.arrayBuffer());
    if (length < 1_000_000)
      throw new Error(`The export has only ${length} bytes: ${response.status}`);
  });
} finally {
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  rmSync(folder, { recursive: true, force: true });
}

async function measure(name: string, repeats: number, run: () => Promise<unknown>) {
  await report();
  const times: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)] ?? 0;
  const p95 = repeats > 1 ? (times[Math.floor(times.length * 0.95)] ?? 0) : null;
  console.log(row(name, median, p95, await report()));
}

function row(name: string, ms: number, p95: number | null, report: Report | null): string {
  const cell = (value: number | null | undefined, width: number) =>
    (value === null || value === undefined ? '' : value.toFixed(value < 100 ? 1 : 0)).padStart(
      width,
    );
  return `${name.padEnd(38)}${cell(ms, 6)} ${cell(p95, 6)} ${cell(report?.held, 14)} ${cell(report?.peak, 10)}`;
}

/** What the server has seen since the last call. */
function report(): Promise<Report> {
  return new Promise((resolve) => {
    server.once('message', (message) => resolve(message as Report));
    server.send('report');
  });
}

async function listening(): Promise<string> {
  const { stdout } = server;
  if (!stdout) throw new Error('The server has no output.');
  for await (const line of createInterface({ input: stdout })) {
    const { msg, url } = JSON.parse(line) as { msg: string; url?: string };
    if (msg === 'Listening.' && url) {
      stdout.resume();
      return url.replace('/graphql', '');
    }
  }
  throw new Error('The server did not start.');
}

async function ask(url: string, query: string) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as {
    data: Record<string, never>;
    errors?: { message: string }[];
  };
  if (errors) throw new Error(errors[0]?.message);
  return data;
}

async function put(url: string, document: Buffer) {
  const response = await fetch(`${url}/configurations/car.json`, {
    method: 'PUT',
    body: new Uint8Array(document),
  });
  if (!response.ok) throw new Error(await response.text());
}

function page(url: string, args: string) {
  return ask(
    url,
    `{ configurationSet(identifier: "car") { parameters(${args}) { nodes { identifier name unit } } } }`,
  );
}

async function walk(url: string) {
  let after = '';
  let seen = 0;
  do {
    const data = (await ask(
      url,
      `{ configurationSet(identifier: "car") { parameters(first: 1000${after ? `, after: "${after}"` : ''}) { nodes { identifier } pageInfo { hasNextPage endCursor } } } }`,
    )) as unknown as {
      configurationSet: {
        parameters: { nodes: []; pageInfo: { hasNextPage: boolean; endCursor: string } };
      };
    };
    const { nodes, pageInfo } = data.configurationSet.parameters;
    seen += nodes.length;
    after = pageInfo.hasNextPage ? pageInfo.endCursor : '';
  } while (after);
  if (seen !== PARAMETERS) throw new Error(`Expected ${PARAMETERS} parameters, saw ${seen}.`);
}
