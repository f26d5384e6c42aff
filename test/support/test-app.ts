import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createTestDatabase } from './test-database.ts';

/** An answer as a client reads it. */
export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: tests compare answers with literals.
  readonly data: any;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: Readonly<Record<string, unknown>>;
  }[];
}

/** The whole product on a database of its own. */
export interface TestApp extends App {
  /** Ask by GraphQL, without a port. */
  ask(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer>;
  /** The same, for answers without errors: throws where there are some. */
  askData(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer['data']>;
  /** Statements that the database was sent since the last call. */
  takeStatements(): string[];
  readonly databaseUrl: string;
}

/**
 * Make an app on an empty database, stopped and dropped when the test ends.
 *
 * @param environment Variables as an operator would set them.
 */
export async function createTestApp(environment: Record<string, string> = {}): Promise<TestApp> {
  const { app, stop } = await startTestApp(environment);
  onTestFinished(stop);
  return app;
}

/** The same, for a file whose tests share one app: call `stop` in `afterAll`. */
export async function startTestApp(
  environment: Record<string, string> = {},
): Promise<{ app: TestApp; stop: () => Promise<void> }> {
  const database = await createTestDatabase();
  const config = readConfig({
    PORT: '0',
    LOG_LEVEL: 'silent',
    DATABASE_URL: database.url,
    ...environment,
  });
  let statements: string[] = [];
  const app = await createApp(config, pino({ level: config.logLevel }), {
    onStatement: (sql) => statements.push(sql),
  });
  const ask: TestApp['ask'] = async (query, variables) => {
    const response = await app.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  };
  return {
    app: {
      ...app,
      databaseUrl: config.databaseUrl,
      ask,
      async askData(query, variables) {
        const { data, errors } = await ask(query, variables);
        if (errors) throw new Error(errors.map(({ message }) => message).join('\n'));
        return data;
      },
      takeStatements() {
        const taken = statements;
        statements = [];
        return taken;
      },
    },
    async stop() {
      await app.stop();
      await database.drop();
    },
  };
}
