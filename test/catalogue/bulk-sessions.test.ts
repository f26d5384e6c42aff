import { beforeEach, describe, expect, it } from 'vitest';
import { type Json, useCatalogue } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { save, askData, refusal, read } = catalogue;

const SAVE_ALL = `mutation ($inputs: [CreateOrUpdateSessionInput!]!) {
  createOrUpdateSessions(inputs: $inputs) { created applied session { identity details } }
}`;

const UPDATE = `mutation ($selection: SessionSelectionInput!, $updates: [SessionUpdate!]!, $dryRun: Boolean) {
  updateSessions(selection: $selection, updates: $updates, dryRun: $dryRun) { matched identities }
}`;

const DELETE = `mutation ($selection: SessionSelectionInput!, $dryRun: Boolean) {
  deleteMatchingSessions(selection: $selection, dryRun: $dryRun) { matched identities }
}`;

const detail = (key: string, eq: string) => ({ filter: { details: [{ key, string: { eq } }] } });

let run = 0;

/** Three sessions of a run of their own: two by Ann, one by Bob. */
beforeEach(async () => {
  run += 1;
  for (const [i, driver] of ['Ann', 'Bob', 'Ann'].entries()) {
    await save({
      identity: `${run}-${i}`,
      createIfNotExists: { timestamp: `2026-01-01T00:00:0${i}Z` },
      updates: [
        {
          setDetails: {
            details: [
              { key: 'Driver', value: driver },
              { key: 'Run', value: String(run) },
            ],
          },
        },
      ],
    });
  }
});

const ofRun = (...conditions: Json[]) => ({
  filter: { and: [detail('Run', String(run)).filter, ...conditions] },
});

describe('createOrUpdateSessions', () => {
  it('creates and updates several sessions in order, one of them twice', async () => {
    const put = (key: string) => ({ updateDetails: { details: [{ key, value: 'x' }] } });
    const { createOrUpdateSessions } = await askData(SAVE_ALL, {
      inputs: [
        { identity: `${run}-new`, createIfNotExists: {}, updates: [put('a')] },
        { identity: `${run}-1`, updates: [put('a')] },
        { identity: `${run}-new`, updates: [put('b')] },
      ],
    });
    expect(createOrUpdateSessions).toMatchObject([
      { created: true, session: { details: { a: 'x' } } },
      { created: false, session: { details: { a: 'x', Driver: 'Bob' } } },
      { created: false, session: { details: { a: 'x', b: 'x' } } },
    ]);
  });

  it('answers with the sessions as the whole request leaves them', async () => {
    const { createOrUpdateSessions } = await askData(
      `mutation ($inputs: [CreateOrUpdateSessionInput!]!) {
        createOrUpdateSessions(inputs: $inputs) { session { isSubSession } }
      }`,
      {
        inputs: [
          { createIfNotExists: {}, updates: [{ setChildOfRefs: [`car:${run}`] }] },
          { createIfNotExists: {}, updates: [{ setRefAnchors: [`car:${run}`] }] },
        ],
      },
    );
    expect(createOrUpdateSessions).toEqual([
      { session: { isSubSession: true } },
      { session: { isSubSession: false } },
    ]);
  });

  it('changes nothing when one of them is refused, and says which', async () => {
    const answer = await refusal(SAVE_ALL, {
      inputs: [
        { identity: `${run}-new`, createIfNotExists: {} },
        { identity: `${run}-1`, updates: [{ clearType: true }, { setQuality: 2 }] },
      ],
    });
    expect(answer).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'inputs[1].updates[1].setQuality',
    });
    expect(await read(`${run}-new`, 'identity')).toBeNull();
  });

  it('refuses more than 1,000 sessions', async () => {
    const inputs = Array.from({ length: 1_001 }, () => ({ createIfNotExists: {} }));
    expect(await refusal(SAVE_ALL, { inputs })).toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      argument: 'inputs',
    });
  });
});

describe('updateSessions', () => {
  const updates = [{ setType: 'checked' }, { updateLabels: ['seen'] }];

  it('counts the sessions in a dry run, and changes none', async () => {
    const selection = ofRun(detail('Driver', 'Ann').filter);
    const { updateSessions } = await askData(UPDATE, { selection, updates, dryRun: true });
    expect(updateSessions).toEqual({ matched: 2, identities: [] });
    expect(await read(`${run}-0`, 'type')).toEqual({ type: null });
  });

  it('applies the operations to every session that matches', async () => {
    const selection = ofRun(detail('Driver', 'Ann').filter);
    const { updateSessions } = await askData(UPDATE, { selection, updates });
    expect(updateSessions).toEqual({ matched: 2, identities: [`${run}-2`, `${run}-0`] });
    for (const [i, type] of ['checked', null, 'checked'].entries()) {
      expect(await read(`${run}-${i}`, 'type labels')).toEqual({
        type,
        labels: type ? ['seen'] : [],
      });
    }
  });

  it("selects by RTA's dialect and by search text too, which must all hold", async () => {
    const selection = { query: { 'details.Run': String(run) }, search: 'driver:bob' };
    const { updateSessions } = await askData(UPDATE, { selection, updates });
    expect(updateSessions).toEqual({ matched: 1, identities: [`${run}-1`] });
  });

  it('changes no session when an operation is refused for one', async () => {
    const answer = await refusal(UPDATE, {
      selection: ofRun(),
      updates: [{ setType: 'checked' }, { setFolders: ['no such folder'] }],
    });
    expect(answer).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'updates[1].setFolders[0]' });
    expect(await read(`${run}-0`, 'type')).toEqual({ type: null });
  });

  it('asks which sessions are meant, and what to do', async () => {
    expect(await refusal(UPDATE, { selection: {}, updates })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'filter',
    });
    expect(await refusal(UPDATE, { selection: ofRun(), updates: [] })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'updates',
    });
  });

  it('refuses more than 1,000 sessions, and says how many there are', async () => {
    const inputs = Array.from({ length: 1_000 }, (_, i) => ({
      identity: `many-${run}-${i}`,
      createIfNotExists: {},
    }));
    await askData(SAVE_ALL, { inputs });
    const selection = { filter: { identity: { startsWith: 'm' } } };
    const { updateSessions } = await askData(UPDATE, { selection, updates, dryRun: true });
    expect(updateSessions.matched).toBe(1_000);
    expect((await askData(UPDATE, { selection, updates })).updateSessions.matched).toBe(1_000);

    await save({ identity: `more-${run}`, createIfNotExists: {} });
    const answer = await refusal(UPDATE, { selection, updates });
    expect(answer).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', argument: 'filter' });
    expect(answer.message).toContain('1001');
  });
});

describe('deleteMatchingSessions', () => {
  it('counts in a dry run, then deletes what matches', async () => {
    const selection = ofRun(detail('Driver', 'Ann').filter);
    const counted = await askData(DELETE, { selection, dryRun: true });
    expect(counted.deleteMatchingSessions).toEqual({ matched: 2, identities: [] });
    const deleted = await askData(DELETE, { selection });
    expect(deleted.deleteMatchingSessions).toEqual({
      matched: 2,
      identities: [`${run}-2`, `${run}-0`],
    });
    expect(await read(`${run}-0`, 'identity')).toBeNull();
    expect(await read(`${run}-1`, 'identity')).not.toBeNull();
  });

  it('never takes everything for want of a condition', async () => {
    expect(await refusal(DELETE, { selection: {} })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'filter',
    });
  });
});
