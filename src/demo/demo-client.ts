import type { ErrorCode } from '../errors.ts';
import { chunks } from '../lib/chunks.ts';
import type {
  ConfigurationSetInput,
  ConstantInput,
  LapInput,
  MessageInput,
  NewSessionInput,
  SessionUpdateInput,
} from './demo-inputs.ts';

/** The catalogue has answered a request with an error. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  /** Null when the answer names none. */
  readonly code: ErrorCode | null;

  constructor(message: string, code: ErrorCode | null) {
    super(message);
    this.code = code;
  }
}

/** A session that may still be written to. */
export interface WritableSession {
  readonly identity: string;
  /** RFC 3339; null when nobody wrote to it. */
  readonly heartbeat: string | null;
}

/** The mutations and queries of the demo. Each throws {@link RefusedError}. */
export interface DemoClient {
  readonly publish: (input: ConfigurationSetInput) => Promise<void>;
  /** Create an open session, or bring an open one up to date. */
  readonly open: (input: NewSessionInput) => Promise<void>;
  readonly update: (identity: string, updates: readonly SessionUpdateInput[]) => Promise<void>;
  readonly write: (session: string, messages: readonly MessageInput[]) => Promise<void>;
  readonly addLaps: (session: string, laps: readonly LapInput[]) => Promise<void>;
  readonly putConstants: (session: string, constants: readonly ConstantInput[]) => Promise<void>;
  readonly end: (identity: string, state: 'CLOSED' | 'ABANDONED') => Promise<void>;
  /** Whether it may still be written to; null when it is not there. */
  readonly findIsLive: (identity: string) => Promise<boolean | null>;
  readonly listLive: () => Promise<WritableSession[]>;
}

/** Answers a GraphQL request, as `App.fetch` does without a port. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Make a client of a catalogue.
 *
 * @param limits What the catalogue takes in one request.
 */
export function createDemoClient(
  fetch: Fetch,
  { maxBatchMessages, maxPageSize }: { maxBatchMessages: number; maxPageSize: number },
): DemoClient {
  return {
    publish: (input) =>
      change('createConfigurationSet', { input: 'ConfigurationSetInput!' }, { input }),
    open({ identity, identifier, timestamp, updates }) {
      const createIfNotExists = { identifier, timestamp, state: 'OPEN' };
      return save({ identity, createIfNotExists, updates });
    },
    update: (identity, updates) => save({ identity, updates }),
    async write(session, messages) {
      for (const batch of chunks(messages, maxBatchMessages)) {
        const input = { session, messages: batch };
        await change('writeData', { input: 'WriteDataInput!' }, { input });
      }
    },
    addLaps: (session, laps) =>
      change('addLaps', { session: 'String!', laps: '[LapInput!]!' }, { session, laps }),
    putConstants: (session, constants) => {
      const types = { session: 'String!', constants: '[ConstantInput!]!' };
      return change('putConstants', types, { session, constants });
    },
    end: (identity, state) =>
      change('endSession', { identity: 'String!', state: 'SessionState!' }, { identity, state }),
    async findIsLive(identity) {
      const { session } = await ask<Found>(FIND_IS_LIVE, { identity });
      return session?.isLive ?? null;
    },
    listLive,
  };

  function save(input: object): Promise<void> {
    return change('createOrUpdateSession', { input: 'CreateOrUpdateSessionInput!' }, { input });
  }

  /** A mutation, of whose answer only the errors matter. */
  async function change<Types extends Readonly<Record<string, string>>>(
    name: string,
    types: Types,
    variables: { readonly [Argument in keyof Types]: unknown },
  ): Promise<void> {
    const names = Object.keys(types);
    const declared = names.map((argument) => `$${argument}: ${types[argument]}`).join(', ');
    const given = names.map((argument) => `${argument}: $${argument}`).join(', ');
    await ask(`mutation (${declared}) { ${name}(${given}) { __typename } }`, variables);
  }

  async function listLive(): Promise<WritableSession[]> {
    const live: WritableSession[] = [];
    for (let after: string | null = null; ; ) {
      const { sessions }: { sessions: Page } = await ask(LIST_LIVE, { after, first: maxPageSize });
      live.push(...sessions.nodes);
      if (!sessions.pageInfo.hasNextPage) return live;
      after = sessions.pageInfo.endCursor;
    }
  }

  async function ask<Data>(query: string, variables: Readonly<Record<string, unknown>>) {
    const response = await fetch('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as Answer<Data>;
    const [error] = errors ?? [];
    if (error) throw new RefusedError(error.message, error.extensions?.code ?? null);
    return data;
  }
}

interface Answer<Data> {
  readonly data: Data;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: ErrorCode };
  }[];
}

interface Found {
  readonly session: { readonly isLive: boolean } | null;
}

interface Page {
  readonly nodes: readonly WritableSession[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const FIND_IS_LIVE = 'query ($identity: String!) { session(identity: $identity) { isLive } }';

const LIST_LIVE = `query ($after: String, $first: Int!) {
  sessions(filter: { isLive: true }, after: $after, first: $first) {
    nodes { identity heartbeat }
    pageInfo { hasNextPage endCursor }
  }
}`;
