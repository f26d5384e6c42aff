import { describe, expect, it } from 'vitest';
import { createTestApp } from '../support/test-app.ts';

const SAVE = /* GraphQL */ `
  mutation ($updates: [SessionUpdate!]!) {
    createOrUpdateSession(input: { identity: "s", createIfNotExists: {}, updates: $updates }) {
      session { labels }
    }
  }
`;

const labels = (count: number) => Array.from({ length: count }, (_, i) => `label ${i}`);

describe('long lists in a request', () => {
  it('are written up to 5,000 entries, and refused beyond, whatever they are', async () => {
    const app = await createTestApp();
    const { createOrUpdateSession } = await app.askData(SAVE, {
      updates: [{ setLabels: labels(4_999) }],
    });
    expect(createOrUpdateSession.session.labels).toHaveLength(4_999);

    const markers = labels(5_000).map((markerId) => ({ markerId }));
    for (const update of [
      { setLabels: labels(5_000) },
      { setMarkers: [{ category: 'c', markers }] },
      { setDetails: { details: labels(5_000).map((key) => ({ key, value: 'x' })) } },
      { setDetailsJson: { json: Object.fromEntries(labels(5_000).map((key) => [key, 1])) } },
      { deleteDetails: { keys: labels(5_000) } },
    ]) {
      const { errors } = await app.ask(SAVE, { updates: [update] });
      expect(errors).toMatchObject([
        {
          message: expect.stringMatching(
            /^Expected at most 5000 entries in one request, got 500[12]\. Send several requests\.$/,
          ),
          extensions: { code: 'PAYLOAD_TOO_LARGE', argument: 'input.updates' },
        },
      ]);
    }
  });

  it('leave others their turn while they are written', async () => {
    const app = await createTestApp();
    let turns = 0;
    let done = false;
    const others = (async () => {
      while (!done) {
        await new Promise((resolve) => setImmediate(resolve));
        turns++;
      }
    })();
    const markers = labels(4_000).map((markerId) => ({ markerId }));
    await app.askData(SAVE, { updates: [{ setMarkers: [{ category: 'c', markers }] }] });
    done = true;
    await others;
    expect(turns).toBeGreaterThan(30);
  });
});

describe('a channel offset', () => {
  it('is refused when it takes a channel beyond 32 bits', async () => {
    const app = await createTestApp();
    await app.askData(
      'mutation { createConfigurationSet(input: { identifier: "set", applications: [{ name: "a", channels: [{ channelId: 3 }] }] }) { created } }',
    );
    const bind = (channelOffset: number) =>
      app.ask(SAVE, { updates: [{ setConfigBindings: [{ identifier: 'set', channelOffset }] }] });
    expect((await bind(4_294_967_292)).errors).toBeUndefined();
    expect((await bind(4_294_967_293)).errors).toMatchObject([
      {
        message: 'Expected at most 4294967292, since "set" has a channel 3, got 4294967293.',
        extensions: { argument: 'input.updates[0].setConfigBindings[0].channelOffset' },
      },
    ]);
  });
});
