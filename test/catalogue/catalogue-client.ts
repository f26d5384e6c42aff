import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.ts';

/** Variables of a GraphQL request, or parts of them. */
export type Json = Readonly<Record<string, unknown>>;

/** What a client is told of the one error of an answer. */
export interface Refusal {
  readonly code: unknown;
  readonly message: string;
  readonly argument: unknown;
}

/** The whole product with short ways to say what the tests of the catalogue say often. */
export interface CatalogueClient {
  readonly app: TestApp;
  ask: TestApp['ask'];
  askData: TestApp['askData'];
  /** Create a session, or update one that is there. @returns its payload with `fields`. */
  save(input: Json, fields?: string): Promise<Payload>;
  /** Create a session of a new identity, with these operations. @returns the identity. */
  create(session?: Json, ...updates: Json[]): Promise<string>;
  /** Fields of a session as they are now; null when there is none. */
  read(identity: string, fields: string): Promise<Payload['session']>;
  /** Publish a configuration set. */
  publish(identifier: string, ...applications: Json[]): Promise<void>;
  /** The one error of an answer; throws when there is none, or another number. */
  refusal(query: string, variables?: Json): Promise<Refusal>;
}

interface Payload {
  readonly created: boolean;
  readonly applied: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare answers with literals.
  readonly session: any;
}

/** The mutation that most tests send, for `fields` of the session. */
export const saveMutation = (fields = 'identity') =>
  `mutation ($input: CreateOrUpdateSessionInput!) {
     createOrUpdateSession(input: $input) { created applied session { ${fields} } }
   }`;

export const PUBLISH = `mutation ($input: ConfigurationSetInput!) {
  createConfigurationSet(input: $input) {
    created warnings { code path message } configurationSet { identifier hash state }
  }
}`;

export const WRITE = `mutation ($input: WriteDataInput!) {
  writeData(input: $input) { accepted sampleCount duplicates replaced timeRange { startTime endTime } }
}`;

/** One app for the tests of a file, on an empty database of its own. */
export function useCatalogue(environment: Record<string, string> = {}): CatalogueClient {
  let started: Awaited<ReturnType<typeof startTestApp>> | undefined;
  const app = () => {
    if (!started) throw new Error('The app is started by beforeAll.');
    return started.app;
  };
  beforeAll(async () => {
    started = await startTestApp(environment);
  });
  afterAll(async () => {
    await started?.stop();
  });

  const client: CatalogueClient = {
    get app() {
      return app();
    },
    ask: (query, variables) => app().ask(query, variables),
    askData: (query, variables) => app().askData(query, variables),
    async save(input, fields) {
      const data = await app().askData(saveMutation(fields), { input });
      return data.createOrUpdateSession;
    },
    async create(session = {}, ...updates) {
      const identity = randomUUID();
      await client.save({ identity, createIfNotExists: session, updates });
      return identity;
    },
    async read(identity, fields) {
      const query = `query ($identity: String!) { session(identity: $identity) { ${fields} } }`;
      return (await app().askData(query, { identity })).session;
    },
    async publish(identifier, ...applications) {
      await app().askData(PUBLISH, { input: { identifier, applications } });
    },
    async refusal(query, variables) {
      const { errors = [] } = await app().ask(query, variables);
      const [error] = errors;
      if (!error || errors.length > 1) throw new Error(`Expected one error, got ${errors.length}.`);
      const { code, argument } = error.extensions;
      return { code, message: error.message, argument };
    },
  };
  return client;
}

/** Bytes of doubles, as a client sends them. */
export function doubles(...values: number[]): string {
  return Buffer.from(Float64Array.from(values).buffer).toString('base64');
}
