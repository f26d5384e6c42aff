import { describe, expect, it } from 'vitest';
import { saveMutation, useCatalogue } from './catalogue-client.ts';

const { save, create, read, refusal } = useCatalogue();
const SAVE = saveMutation();

describe('createOrUpdateSession, updating', () => {
  it('applies operations in order, each seeing the one before', async () => {
    const identity = await create(
      {},
      { setType: 'first' },
      { setLabels: ['a', 'b'] },
      { updateLabels: ['c', 'a'] },
      { setType: 'second' },
      { deleteLabels: ['b', 'unknown'] },
    );
    expect(await read(identity, 'type labels')).toEqual({ type: 'second', labels: ['a', 'c'] });
  });

  it('creates nothing when a later operation fails', async () => {
    const input = {
      identity: 'never',
      createIfNotExists: {},
      updates: [{ setType: 'a' }, { setLabels: ['x'] }, { setQuality: 2 }],
    };
    expect(await refusal(SAVE, { input })).toEqual({
      code: 'BAD_USER_INPUT',
      message: 'Expected a number from 0 to 1, got 2.',
      argument: 'input.updates[2].setQuality',
    });
    expect(await read('never', 'identity')).toBeNull();
  });

  it.each([
    ['two operations', { setType: 'a', setGroup: 'b' }],
    ['no operation', {}],
  ])('refuses %s in one update', async (_name, update) => {
    const identity = await create();
    const { code, message } = await refusal(SAVE, { input: { identity, updates: [update] } });
    expect(code).toBe('BAD_USER_INPUT');
    expect(message).toContain(
      'at "input.updates[0]"; Exactly one key must be specified for OneOf type "SessionUpdate".',
    );
  });
});

describe('the sequence gate', () => {
  const step = (identity: string, sequence: string | undefined, type: string) =>
    save({ identity, sequence, updates: [{ setType: type }] }, 'sequence type');

  it('applies only what is greater than the last applied one', async () => {
    const identity = await create();
    const steps: [sequence: string | undefined, applied: boolean, last: string | null][] = [
      [undefined, true, null],
      ['5', true, '5'],
      ['5', false, '5'],
      ['4', false, '5'],
      ['-9223372036854775808', false, '5'],
      [undefined, true, '5'],
      ['6', true, '6'],
      ['9223372036854775807', true, '9223372036854775807'],
      ['9223372036854775806', false, '9223372036854775807'],
    ];
    let type: string | null = null;
    for (const [i, [sequence, applied, last]] of steps.entries()) {
      if (applied) type = `step ${i}`;
      expect(await step(identity, sequence, `step ${i}`)).toEqual({
        created: false,
        applied,
        session: { sequence: last, type },
      });
    }
  });

  it('changes nothing for a stale request, not even the heartbeat', async () => {
    const identity = await create();
    await step(identity, '1', 'a');
    const before = await read(identity, 'type heartbeat updatedAt');
    await step(identity, '1', 'b');
    expect(await read(identity, 'type heartbeat updatedAt')).toEqual(before);
  });

  it('takes a negative or zero number as the first', async () => {
    const identity = await create();
    expect((await step(identity, '-3', 'a')).applied).toBe(true);
    expect((await step(identity, '0', 'b')).applied).toBe(true);
  });

  it('starts with the creation', async () => {
    const input = { identity: 'gated', sequence: '7', createIfNotExists: {} };
    expect(await save(input, 'sequence')).toMatchObject({ created: true, applied: true });
    expect(await save(input, 'sequence')).toMatchObject({ created: false, applied: false });
  });

  it('does not need the operations of a stale request to be good', async () => {
    const identity = await create();
    await step(identity, '1', 'a');
    const stale = { identity, sequence: '1', updates: [{ setQuality: 7 }] };
    expect((await save(stale)).applied).toBe(false);
  });
});
