import { afterAll, beforeAll } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.ts';

/** Fields of a query; a list gives its name several times. */
export type Query = Readonly<Record<string, string | readonly string[]>>;

/** A client of the bulk routes of one server. */
export interface BulkClient {
  readonly app: TestApp;
  /** Base URL of the server. */
  readonly url: string;
  pathOf(identity: string, format: string, query: Query): string;
  /** Whatever is answered. */
  ask(identity: string, format: string, query: Query, init?: RequestInit): Promise<Response>;
  /** The bytes of an answer with status 200; throws at any other. */
  get(identity: string, format: string, query: Query): Promise<Uint8Array>;
  getText(identity: string, format: string, query: Query): Promise<string>;
}

/** One server for the tests of a file, on an empty database of its own. */
export function useBulkClient(environment: Record<string, string> = {}): BulkClient {
  let started: { app: TestApp; stop: () => Promise<void>; url: string } | undefined;
  beforeAll(async () => {
    const { app, stop } = await startTestApp(environment);
    started = { app, stop, ...(await app.start()) };
  });
  afterAll(async () => {
    await started?.stop();
  });
  const server = () => {
    if (!started) throw new Error('The app is started by beforeAll.');
    return started;
  };

  const client: BulkClient = {
    get app() {
      return server().app;
    },
    get url() {
      return server().url;
    },
    pathOf(identity, format, query) {
      const fields = Object.entries(query).flatMap(([name, value]) =>
        [value].flat().map((one) => [name, String(one)]),
      );
      const search = new URLSearchParams(fields);
      return `/sessions/${encodeURIComponent(identity)}/samples.${format}?${search}`;
    },
    ask: (identity, format, query, init) =>
      fetch(`${server().url}${client.pathOf(identity, format, query)}`, init),
    async get(identity, format, query) {
      const response = await client.ask(identity, format, query);
      if (response.status !== 200) throw new Error(await response.text());
      return new Uint8Array(await response.arrayBuffer());
    },
    async getText(identity, format, query) {
      return new TextDecoder().decode(await client.get(identity, format, query));
    },
  };
  return client;
}
