import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const IMPORT = /* GraphQL */ `
  mutation ($identifier: String!, $document: JSONObject!) {
    importConfiguration(identifier: $identifier, document: $document) {
      created
      warnings { code path }
      configurationSet { hash state parameters { totalCount } }
    }
  }
`;

const DEMO = {
  demo: {
    desc: 'Demo',
    tree: { groups: [{ id: 'engine:demo', params: ['rpm:demo'] }], params: ['state:demo'] },
    parameters: [
      {
        id: 'rpm:demo',
        name: 'rpm',
        desc: 'Engine speed',
        max: 12_000,
        conv: 'rpm:demo',
        channels: [0],
      },
      {
        id: 'state:demo',
        name: 'state',
        desc: '',
        shift: 4,
        mask: '1',
        conv: 's:demo',
        channels: [1],
      },
    ],
    channels: [
      { id: 0, source: 'periodic', type: 'u16', interval: 10_000_000 },
      { id: 1, type: 'u16' },
    ],
    conversions: [
      { name: 'rpm:demo', unit: 'rpm', rational: { coeffs: [0, 0.25, 0, 0, 0, 1] } },
      { name: 's:demo', text: { keys: [0, 1], values: ['off', 'on'] } },
    ],
    events: [{ id: 8, desc: '0008:demo Something', pri: 'high', convs: ['rpm:demo'] }],
  },
};

/** More than is read on the server's own thread. */
function largeDocument(count: number) {
  const parameters = Array.from({ length: count }, (_, i) => ({
    id: `p${i}:a`,
    name: `p${i}`,
    desc: `Parameter number ${i}`,
    conv: 'c:a',
    channels: [i],
  }));
  return {
    a: {
      tree: { params: parameters.map(({ id }) => id) },
      parameters,
      channels: Array.from({ length: count }, (_, id) => ({ id })),
      conversions: [{ name: 'c:a' }],
    },
  };
}

describe('RTA configuration documents', () => {
  let app: TestApp;
  let stop: () => Promise<void>;
  let url: string;

  beforeAll(async () => {
    ({ app, stop } = await startTestApp());
    ({ url } = await app.start());
  });
  afterAll(() => stop());

  const importDocument = (identifier: string, document: object) =>
    app.askData(IMPORT, { identifier, document });
  const put = (identifier: string, text: string) =>
    fetch(`${url}/configurations/${identifier}.json`, { method: 'PUT', body: text });

  it('are published, and come out as they went in', async () => {
    const { importConfiguration } = await importDocument('demo', DEMO);
    expect(importConfiguration).toMatchObject({
      created: true,
      configurationSet: { state: 'COMMITTED', parameters: { totalCount: 2 } },
    });

    const { configurationSet } = await app.askData(
      '{ configurationSet(identifier: "demo") { rta } }',
    );
    const again = await importDocument('demo-again', configurationSet.rta);
    expect(again.importConfiguration.configurationSet.hash).toBe(
      importConfiguration.configurationSet.hash,
    );
    const response = await fetch(`${url}/configurations/demo.json`);
    expect(response.headers.get('content-type')).toBe('application/vnd.mat.config+json');
    expect(await response.json()).toEqual(configurationSet.rta);
  });

  it('change nothing when they come again, and conflict with other content', async () => {
    await importDocument('same', DEMO);
    expect((await importDocument('same', DEMO)).importConfiguration.created).toBe(false);

    const other = structuredClone(DEMO);
    other.demo.parameters[0]!.max = 13_000;
    const { errors } = await app.ask(IMPORT, { identifier: 'same', document: other });
    expect(errors).toMatchObject([
      {
        extensions: {
          code: 'CONFLICT',
          difference: {
            path: 'applications[0].parameters[0].maximum',
            stored: '12000',
            given: '13000',
          },
        },
      },
    ]);
  });

  it('are refused with every problem and its place', async () => {
    const document = structuredClone(DEMO);
    document.demo.parameters[0]!.conv = 'missing:demo';
    document.demo.parameters[1]!.mask = 'xyz';
    const { errors } = await app.ask(IMPORT, { identifier: 'wrong', document });
    expect(errors).toMatchObject([
      {
        extensions: {
          problems: [{ path: '$.demo.parameters[1].mask' }, { path: '$.demo.parameters[0].conv' }],
        },
      },
    ]);
  });

  it('are put over HTTP: 201 when published, 200 when there, 400 when wrong', async () => {
    const first = await put('put', JSON.stringify(DEMO));
    expect(first.status).toBe(201);
    expect(await first.json()).toMatchObject({ identifier: 'put', created: true });
    expect((await put('put', JSON.stringify(DEMO))).status).toBe(200);

    const twice = await put('twice', '{"a": {"desc": "x", "desc": "y"}}');
    expect(twice.status).toBe(400);
    expect(await twice.json()).toMatchObject({ error: { code: 'BAD_USER_INPUT' } });
    expect((await fetch(`${url}/configurations/none.json`)).status).toBe(404);
  });

  it('of thousands of parameters are published by a thread, while others write', async () => {
    const text = JSON.stringify(largeDocument(3_000));
    expect(text.length).toBeGreaterThan(128 * 1024);
    const [response, ...others] = await Promise.all([
      put('large', text),
      ...Array.from({ length: 10 }, (_, i) =>
        app.askData(
          'mutation ($id: String!) { createOrUpdateSession(input: { identity: $id, createIfNotExists: {} }) { created } }',
          { id: `meanwhile-${i}` },
        ),
      ),
    ]);
    expect(response.status).toBe(201);
    expect(others).toHaveLength(10);
    const { configurationSet } = await app.askData(
      '{ configurationSet(identifier: "large") { rta parameters(filter: { text: "number 2999" }) { totalCount } } }',
    );
    expect(configurationSet.parameters.totalCount).toBe(1);
    expect(configurationSet.rta.a.parameters).toHaveLength(3_000);
    expect((await put('large', text)).status).toBe(200);
  });

  it('that are wrong are refused by the thread as they are without it', async () => {
    const document = largeDocument(3_000);
    document.a.parameters[2_999]!.conv = 'missing:a';
    const response = await put('large-wrong', JSON.stringify(document));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: {
        code: 'BAD_USER_INPUT',
        detail: { problems: [{ path: '$.a.parameters[2999].conv' }] },
      },
    });
  });

  it('of drafts show what they hold so far', async () => {
    await app.askData(
      'mutation { createConfigurationSet(commit: false, input: { identifier: "draft", applications: [{ name: "d", channels: [{ channelId: 3 }] }] }) { created } }',
    );
    const { configurationSet } = await app.askData(
      '{ configurationSet(identifier: "draft") { state rta } }',
    );
    expect(configurationSet).toEqual({ state: 'DRAFT', rta: { d: { channels: [{ id: 3 }] } } });
  });
});
