import { describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../support/test-app.ts';

const CREATE = /* GraphQL */ `
  mutation ($input: ConfigurationSetInput!, $commit: Boolean) {
    createConfigurationSet(input: $input, commit: $commit) {
      created
      configurationSet { state hash }
    }
  }
`;

const EXTEND = /* GraphQL */ `
  mutation ($identifier: String!, $input: ConfigurationSetContentInput!) {
    extendConfigurationSet(identifier: $identifier, input: $input) { configurationSet { state } }
  }
`;

const COMMIT = /* GraphQL */ `
  mutation ($identifier: String!) {
    commitConfigurationSet(identifier: $identifier) {
      configurationSet { state hash parameters { nodes { identifier } } }
    }
  }
`;

const DELETE = /* GraphQL */ `
  mutation ($identifiers: [String!]!) {
    deleteConfigurationSets(identifiers: $identifiers) { deleted notFound }
  }
`;

const application = (parameters: readonly string[]) => ({
  applications: [
    {
      name: 'app',
      parameters: parameters.map((name) => ({ identifier: `${name}:app`, name })),
    },
  ],
});

const draft = (app: TestApp, identifier: string, parameters: readonly string[] = ['a']) =>
  app.askData(CREATE, { input: { identifier, ...application(parameters) }, commit: false });

const refused = async (app: TestApp, query: string, variables: Record<string, unknown>) => {
  const { errors } = await app.ask(query, variables);
  return { message: errors?.[0]?.message, ...errors?.[0]?.extensions };
};

describe('a draft', () => {
  it('is extended, committed once, and has the hash of the same content published at once', async () => {
    const app = await createTestApp();
    expect((await draft(app, 'draft')).createConfigurationSet).toEqual({
      created: true,
      configurationSet: { state: 'DRAFT', hash: null },
    });
    await app.askData(EXTEND, { identifier: 'draft', input: application(['b']) });

    const { commitConfigurationSet } = await app.askData(COMMIT, { identifier: 'draft' });
    expect(commitConfigurationSet.configurationSet).toMatchObject({
      state: 'COMMITTED',
      parameters: { nodes: [{ identifier: 'a:app' }, { identifier: 'b:app' }] },
    });

    const whole = { identifier: 'whole', ...application(['a', 'b']) };
    const { createConfigurationSet } = await app.askData(CREATE, { input: whole });
    expect(createConfigurationSet.configurationSet.hash).toBe(
      commitConfigurationSet.configurationSet.hash,
    );
    expect((await app.askData(COMMIT, { identifier: 'draft' })).commitConfigurationSet).toEqual(
      commitConfigurationSet,
    );
  });

  it('stays a draft when what it holds is wrong, and can be mended', async () => {
    const app = await createTestApp();
    const wrong = {
      identifier: 'draft',
      applications: [
        { name: 'app', parameters: [{ identifier: 'a:app', name: 'a', conversion: 'c:app' }] },
      ],
    };
    await app.askData(CREATE, { input: wrong, commit: false });
    expect(await refused(app, COMMIT, { identifier: 'draft' })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'draft.applications[0].parameters[0].conversion',
    });

    const input = {
      applications: [{ name: 'app', conversions: [{ rational: { name: 'c:app' } }] }],
    };
    await app.askData(EXTEND, { identifier: 'draft', input });
    const { commitConfigurationSet } = await app.askData(COMMIT, { identifier: 'draft' });
    expect(commitConfigurationSet.configurationSet.state).toBe('COMMITTED');
  });

  it('is not seen by a session that is bound to it before it is committed', async () => {
    const app = await createTestApp();
    await draft(app, 'draft');
    await app.askData(
      'mutation { createOrUpdateSession(input: { identity: "s", createIfNotExists: {}, updates: [{ setConfigBindings: [{ identifier: "draft" }] }] }) { created } }',
    );
    const read = () =>
      app.askData(
        '{ session(identity: "s") { configBindings { configurationSet { state } } parameters { nodes { identifier } } } }',
      );
    expect((await read()).session).toEqual({
      configBindings: [{ configurationSet: null }],
      parameters: { nodes: [] },
    });
    await app.askData(COMMIT, { identifier: 'draft' });
    expect((await read()).session).toEqual({
      configBindings: [{ configurationSet: { state: 'COMMITTED' } }],
      parameters: { nodes: [{ identifier: 'a:app' }] },
    });
  });

  it('is begun once: the same request finds it, another is refused', async () => {
    const app = await createTestApp();
    await draft(app, 'draft');
    expect((await draft(app, 'draft')).createConfigurationSet.created).toBe(false);
    const input = { identifier: 'draft', ...application(['other']) };
    expect(await refused(app, CREATE, { input, commit: false })).toMatchObject({
      code: 'CONFLICT',
      message: 'Configuration set "draft" is a draft already: extend it, or delete it first.',
    });
    expect(await refused(app, CREATE, { input })).toMatchObject({
      code: 'CONFLICT',
      message: 'Configuration set "draft" is a draft.',
    });
  });

  it.each([
    [EXTEND, { identifier: 'none', input: application(['b']) }, 'NOT_FOUND'],
    [COMMIT, { identifier: 'none' }, 'NOT_FOUND'],
    [EXTEND, { identifier: 'committed', input: application(['b']) }, 'CONFLICT'],
  ])('that is none is refused: %#', async (query, variables, code) => {
    const app = await createTestApp();
    await app.askData(CREATE, { input: { identifier: 'committed', ...application(['a']) } });
    expect(await refused(app, query, variables)).toMatchObject({ code });
  });
});

describe('deleteConfigurationSets', () => {
  it('deletes what no session uses, with all it holds, and says what was not there', async () => {
    const app = await createTestApp();
    await app.askData(CREATE, { input: { identifier: 'one', ...application(['a']) } });
    await draft(app, 'two');
    const { deleteConfigurationSets } = await app.askData(DELETE, {
      identifiers: ['one', 'two', 'three'],
    });
    expect(deleteConfigurationSets.deleted.sort()).toEqual(['one', 'two']);
    expect(deleteConfigurationSets.notFound).toEqual(['three']);
    expect(await app.runtime.db.read.prisma.parameter.count()).toBe(0);
    expect(await app.runtime.db.read.prisma.configurationDraft.count()).toBe(0);
  });

  it('is refused, with the number of sessions, when one is in use, and deletes none', async () => {
    const app = await createTestApp();
    for (const identifier of ['used', 'free']) {
      await app.askData(CREATE, { input: { identifier, ...application(['a']) } });
    }
    for (const identity of ['s1', 's2']) {
      await app.askData(
        'mutation ($identity: String!) { createOrUpdateSession(input: { identity: $identity, createIfNotExists: {}, updates: [{ setConfigBindings: [{ identifier: "used" }] }] }) { created } }',
        { identity },
      );
    }
    expect(await refused(app, DELETE, { identifiers: ['free', 'used'] })).toMatchObject({
      code: 'CONFLICT',
      message: 'Configuration set "used" is in use by 2 sessions; nothing was deleted.',
      sessions: { used: 2 },
    });
    const { configurationSets } = await app.askData(
      '{ configurationSets { nodes { identifier } } }',
    );
    expect(configurationSets.nodes).toEqual([{ identifier: 'free' }, { identifier: 'used' }]);
  });
});
