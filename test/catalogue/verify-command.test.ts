import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPaddock } from '../support/run-paddock.ts';
import { count, createSession, periodic, START, write } from '../support/sample-session.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const EVEN = {
  channelId: 1,
  dataSource: 'PERIODIC',
  dataType: 'UNSIGNED_8BIT',
  interval: 10n,
} as const;

describe('paddock verify', () => {
  let own: TestApp;
  let stopOwn: () => Promise<void>;

  beforeAll(async () => {
    ({ app: own, stop: stopOwn } = await startTestApp());
    for (const id of ['one', 'two']) {
      await createSession(own, id, { channels: [EVEN] });
      await write(
        own,
        id,
        periodic(
          START,
          count(5_000).map((i) => i % 9),
          EVEN,
        ),
      );
    }
  });
  afterAll(() => stopOwn());

  const run = (...args: string[]) => runPaddock(['verify', ...args], own.databaseUrl);

  it('says that a healthy database has no problem, with status 0', async () => {
    const { status, stdout, stderr } = await run();

    expect(stderr).toBe('');
    expect(stdout).toMatch(/^10000 samples in 4 blocks of 2 channels, \d+ bytes: no problem\.\n$/);
    expect(status).toBe(0);
  });

  it('names what is wrong, with status 1, of the sessions it is given', async () => {
    await own.runtime.db.write(({ sql }) =>
      sql.run(
        `UPDATE "SampleBlock" SET "checksum" = 1 WHERE "startNs" = ? AND "sessionId" = (SELECT "id" FROM "Session" WHERE "identity" = ?)`,
        [START, 'two'],
      ),
    );

    const all = await run();
    expect(all.stderr).toMatch(
      new RegExp(
        `^Session "two", channel 1: Block of channel 1 at ${START} .* does not match\\.\n$`,
      ),
    );
    expect(all.stdout).toMatch(/: 1 problem\.\n$/);
    expect(all.status).toBe(1);
    expect(await run('one')).toMatchObject({ status: 0, stderr: '' });
  });

  it('refuses a session that is not there, with status 1, and wrong usage, with status 2', async () => {
    expect(await run('nobody')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: 'Session "nobody" was not found.\n',
    });
    const { status, stderr } = await run('--deep');
    expect(stderr).toMatch(/^Usage: paddock /);
    expect(status).toBe(2);
  });
});
