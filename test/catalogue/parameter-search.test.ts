import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const PUBLISH = /* GraphQL */ `
  mutation ($input: ConfigurationSetInput!) {
    createConfigurationSet(input: $input) { created }
  }
`;

const SEARCH = /* GraphQL */ `
  query ($text: String!, $after: String) {
    configurationSet(identifier: "set") {
      parameters(first: 2, after: $after, filter: { text: $text }) {
        totalCount
        nodes { identifier }
        pageInfo { hasNextPage endCursor }
      }
    }
    session(identity: "session") {
      parameters(first: 100, filter: { text: $text }) { nodes { identifier } }
    }
  }
`;

describe('parameters(filter: { text })', () => {
  let app: TestApp;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    ({ app, stop } = await startTestApp());
    const input = {
      identifier: 'set',
      applications: [
        {
          name: 'Car',
          parameters: [
            { identifier: 'a:Car', name: 'Wheel Speed FL' },
            { identifier: 'b:Car', name: 'Speed', conversion: 'kph:Car' },
            { identifier: 'c:Car', name: 'Speed Limit' },
            { identifier: 'd:Car', name: 'x', description: 'a speed of light' },
            { identifier: 'speedy:Car', name: 'y' },
            { identifier: 'e:Car', name: 'Über 100%_\\' },
          ],
          conversions: [{ rational: { name: 'kph:Car', unit: 'km/h' } }],
          groups: [{ identifier: 'Aero', parameters: ['a:Car'] }],
        },
      ],
    };
    await app.askData(PUBLISH, { input });
    await app.askData(
      'mutation { createOrUpdateSession(input: { identity: "session", createIfNotExists: {}, updates: [{ setConfigBindings: [{ identifier: "set" }] }] }) { created } }',
    );
  });
  afterAll(() => stop());

  it.each([
    ['speed', ['b:Car', 'c:Car', 'a:Car', 'speedy:Car', 'd:Car']],
    ['SPEED:CAR', []],
    ['b:car', ['b:Car']],
    ['limit speed', ['c:Car']],
    ['aero', ['a:Car']],
    ['km/h', ['b:Car']],
    ['ÜBER', ['e:Car']],
    ['100%_\\', ['e:Car']],
    ['%', ['e:Car']],
    ['nothing of this', []],
  ])('finds "%s", the best matches first, page by page', async (text, expected) => {
    const found: string[] = [];
    let after: string | null = null;
    for (;;) {
      const { configurationSet, session } = await app.askData(SEARCH, { text, after });
      const { totalCount, nodes, pageInfo } = configurationSet.parameters;
      found.push(...nodes.map(({ identifier }: { identifier: string }) => identifier));
      expect(totalCount).toBe(expected.length);
      expect(
        session.parameters.nodes.map(({ identifier }: { identifier: string }) => identifier),
      ).toEqual(expected);
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(found).toEqual(expected);
  });
});
