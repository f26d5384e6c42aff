import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SSN2_CODES, type Ssn2Code } from '../../src/importers/ssn2/ssn2-codes.ts';
import { BLOCK_DAMAGES } from '../importers/ssn2/block-damages.ts';
import type { Damage } from '../importers/ssn2/damage.ts';
import { built, copyOf, sql } from '../importers/ssn2/edit-ssn2.ts';
import { FILE_DAMAGES } from '../importers/ssn2/file-damages.ts';
import { RECORD_DAMAGES } from '../importers/ssn2/record-damages.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

/** One damage of each code. */
const DAMAGES = Object.entries({ ...FILE_DAMAGES, ...RECORD_DAMAGES, ...BLOCK_DAMAGES })
  .map(([code, damages]) => ({ code: code as Ssn2Code, damage: damages[0] as Damage }))
  // A file that is not there, and options such as small limits, cannot be sent with a request.
  .filter(({ code }) => code !== 'SSN2_FILE_UNREADABLE')
  .filter(({ damage }) => !damage.options || Object.keys(damage.options).length === 0);

/** Everything in the catalogue, to see that nothing changed. */
const CATALOGUE = /* GraphQL */ `
  {
    sessions { totalCount nodes { identity updatedAt channels { channelId sampleCount } laps { number } } }
    configurationSets { nodes { identifier hash parameters { totalCount } } }
  }
`;

describe('POST /import of a damaged recording', () => {
  let app: TestApp;
  let stop: () => Promise<void>;
  let url: string;
  const pristine = built();

  beforeAll(async () => {
    ({ app, stop } = await startTestApp());
    ({ url } = await app.start());
  });
  afterAll(() => stop());

  const post = (path: string) =>
    fetch(`${url}/import?name=damaged.ssn2`, { method: 'POST', body: readFileSync(path) });

  it.each(DAMAGES)(
    'ends in $code, with the server up and the catalogue as it was',
    async ({ code, damage }) => {
      const path = copyOf(pristine);
      damage.edit(path);
      const before = await app.askData(CATALOGUE);

      const response = await post(path);
      // biome-ignore lint/suspicious/noExplicitAny: a report or an error.
      const body = (await response.json()) as any;

      const classified = SSN2_CODES[code].class;
      const end = damage.ends ?? (classified === 'stream' ? 'fatal' : classified);
      if (end === 'fatal') {
        expect(response.status).toBe(422);
        expect(body).toEqual({
          error: {
            code,
            message: expect.stringMatching(/^damaged\.ssn2: /),
            detail: expect.anything(),
          },
        });
      } else {
        expect(response.status).toBe(200);
        expect(body.warnings.map((warning: { code: string }) => warning.code)).toContain(code);
        expect(body.created).toBe(true);
        await app.askData(
          'mutation ($id: String!) { deleteSessions(identities: [$id]) { deleted } }',
          {
            id: body.session.identity,
          },
        );
      }
      const after = await app.askData(CATALOGUE);
      if (end === 'fatal') expect(after).toEqual(before);
      else expect(after.sessions).toEqual(before.sessions);
    },
  );

  it('stores nothing of a recording whose data cannot be written, and the same file goes in later', async () => {
    const path = copyOf(pristine);
    await app.runtime.db.write(({ sql }) =>
      sql.run('ALTER TABLE "SampleBlock" RENAME TO "SampleBlockAway"'),
    );
    const failed = await post(path);
    expect(failed.status).toBe(500);
    await app.runtime.db.write(({ sql }) =>
      sql.run('ALTER TABLE "SampleBlockAway" RENAME TO "SampleBlock"'),
    );
    const { sessions } = await app.askData(CATALOGUE);
    expect(sessions.totalCount).toBe(0);

    expect(await (await post(path)).json()).toMatchObject({ created: true });
  });
});

describe('POST /import', () => {
  it('refuses a body larger than the limit, and keeps nothing of it', async () => {
    const { app, stop } = await startTestApp({ PADDOCK_MAX_IMPORT_BYTES: '1000' });
    const { url } = await app.start();
    try {
      const response = await fetch(`${url}/import?name=big.ssn2`, {
        method: 'POST',
        body: new Uint8Array(5_000),
      });
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject({ error: { code: 'PAYLOAD_TOO_LARGE' } });
    } finally {
      await stop();
    }
  });

  it('keeps a recording when a damaged copy of it comes later', async () => {
    const { app, stop } = await startTestApp();
    const { url } = await app.start();
    try {
      const path = built();
      const send = () =>
        fetch(`${url}/import?name=a.ssn2`, { method: 'POST', body: readFileSync(path) });
      await send();
      const before = await app.askData(CATALOGUE);
      const [damage] = BLOCK_DAMAGES.SSN2_SNAPPY_CORRUPT;
      damage?.edit(path);
      const response = await send();
      expect(response.status).toBe(200);
      // biome-ignore lint/suspicious/noExplicitAny: a report.
      const report = (await response.json()) as any;
      expect(report.created).toBe(false);
      expect(report.warnings.map(({ code }: { code: string }) => code)).toEqual(
        expect.arrayContaining(['SSN2_SNAPPY_CORRUPT', 'SESSION_EXISTS']),
      );
      expect(await app.askData(CATALOGUE)).toEqual(before);
    } finally {
      await stop();
    }
  });
});

describe('POST /import of times beyond 64 bits', () => {
  it.each([
    ['UPDATE Lap SET LapStartTS = 9223372036854775807', 422],
    ['UPDATE Lap SET LapFinishTS = 9223372036854775807', 200],
  ])('%s answers %i', async (statement, status) => {
    const { app, stop } = await startTestApp();
    const { url } = await app.start();
    try {
      const path = built();
      sql(path, statement);
      const response = await fetch(`${url}/import?name=a.ssn2`, {
        method: 'POST',
        body: readFileSync(path),
      });
      expect(response.status).toBe(status);
      if (status === 422) {
        expect(await response.json()).toMatchObject({ error: { code: 'SSN2_BAD_VALUE' } });
      }
    } finally {
      await stop();
    }
  });
});
