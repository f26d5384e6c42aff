import { request } from 'node:http';

/** A line of an answer. */
// biome-ignore lint/suspicious/noExplicitAny: tests compare answers with literals.
export type Line = Readonly<Record<string, any>>;

/** One `POST /sessions/{identity}/data` under way, as a recorder sees it. */
export interface StreamConnection {
  /** The status, which comes before the body has to end. */
  readonly status: Promise<number>;
  /** Send bytes. Resolves when the connection takes more; also when it was cut. */
  send(bytes: Uint8Array): Promise<void>;
  /** The next line of the answer; null when there is none, for whatever reason. */
  next(): Promise<Line | null>;
  /** End the body, and give the lines that are left. */
  end(): Promise<Line[]>;
  /** Destroy the connection, and wait until it is gone. */
  cut(): Promise<void>;
  /** Bytes that were given to `send` and have not left. */
  readonly unsent: number;
}

/** What a request may say of a stream. */
export interface StreamOptions {
  readonly stream?: string;
  readonly position?: bigint | number | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where the data of a session is sent. */
export function dataUrl(url: string, identity: string, { stream, position }: StreamOptions = {}) {
  const found = new URL(`/sessions/${encodeURIComponent(identity)}/data`, url);
  if (stream !== undefined) found.searchParams.set('stream', stream);
  if (position !== undefined) found.searchParams.set('position', String(position));
  return found;
}

/** Begin to send a stream over a connection of its own. */
export function connectStream(
  url: string,
  identity: string,
  options: StreamOptions = {},
): StreamConnection {
  const client = request(dataUrl(url, identity, options), {
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/octet-stream', ...options.headers },
  });
  const lines: Line[] = [];
  let isOver = false;
  let wake = () => {};
  const finish = () => {
    isOver = true;
    wake();
  };
  const closed = new Promise<void>((resolve) => {
    client.once('close', resolve);
  });
  client.on('error', finish).on('close', finish);
  const status = new Promise<number>((resolve, reject) => {
    client.once('error', reject);
    client.once('response', (response) => {
      resolve(response.statusCode ?? 0);
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        const parts = (text + chunk).split('\n');
        text = parts.pop() ?? '';
        lines.push(...parts.map((part) => JSON.parse(part) as Line));
        wake();
      });
      response.on('error', finish).on('end', () => {
        if (text) lines.push(JSON.parse(text) as Line);
        finish();
      });
    });
  });
  status.catch(() => {});
  client.flushHeaders();

  async function next(): Promise<Line | null> {
    while (lines.length === 0 && !isOver) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return lines.shift() ?? null;
  }

  return {
    status,
    next,
    async send(bytes) {
      if (client.destroyed || client.writableEnded || client.write(bytes)) return;
      await Promise.race([new Promise((resolve) => client.once('drain', resolve)), closed]);
    },
    async end() {
      client.end();
      const rest: Line[] = [];
      for (let line = await next(); line; line = await next()) rest.push(line);
      return rest;
    },
    async cut() {
      client.destroy();
      await closed;
    },
    get unsent() {
      return client.writableLength + (client.socket?.writableLength ?? 0);
    },
  };
}

/** Send a whole body in one, and give all lines of the answer. */
export async function sendStream(
  url: string,
  identity: string,
  bytes: Uint8Array,
  options: StreamOptions = {},
): Promise<Line[]> {
  const connection = connectStream(url, identity, options);
  await connection.send(bytes);
  return connection.end();
}

/** What the server has of a stream. */
export async function askPosition(url: string, identity: string, stream?: string): Promise<Line> {
  const response = await fetch(dataUrl(url, identity, stream === undefined ? {} : { stream }));
  return (await response.json()) as Line;
}
