import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { insertRows } from '../../src/db/insert-rows.ts';
import { importRecording } from '../../src/importers/import-recording.ts';
import { built } from '../importers/ssn2/edit-ssn2.ts';
import { SESSION_GUID, STREAM_GUID, simpleSpec } from '../support/ssn2-builder.ts';
import { type Json, useCatalogue } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { save, create, read, askData } = catalogue;

/** What ties a session to others. */
interface Links {
  readonly refAnchors: readonly string[];
  readonly childOfRefs: readonly string[];
  readonly alternateOfRefs: readonly string[];
}

/** Which sessions have an ancestor that is not their descendant, by trying every way. */
function subSessionsOf(sessions: ReadonlyMap<string, Links>): Set<string> {
  const names = [...sessions.keys()];
  const isParent = (parent: string, child: string) => {
    const { childOfRefs = [], alternateOfRefs = [] } = sessions.get(child) ?? {};
    const anchors = sessions.get(parent)?.refAnchors ?? [];
    return (
      parent !== child && [...childOfRefs, ...alternateOfRefs].some((u) => anchors.includes(u))
    );
  };
  const reach = new Map(names.map((a) => [a, new Set(names.filter((b) => isParent(a, b)))]));
  for (const k of names)
    for (const below of reach.values())
      if (below.has(k)) for (const name of reach.get(k) ?? []) below.add(name);
  return new Set(
    names.filter((child) =>
      names.some((a) => a !== child && reach.get(a)?.has(child) && !reach.get(child)?.has(a)),
    ),
  );
}

async function listSessions(includeSubSessions: boolean) {
  const { sessions } = await askData(
    `query ($all: Boolean) { sessions(first: 1000, includeSubSessions: $all) {
       nodes { identity isSubSession refAnchors childOfRefs alternateOfRefs } } }`,
    { all: includeSubSessions },
  );
  return sessions.nodes as ({ identity: string; isSubSession: boolean } & Links)[];
}

/** Compare what the server says of every session with what its stored refs say. */
async function checkFlags(): Promise<void> {
  const all = await listSessions(true);
  const expected = subSessionsOf(new Map(all.map((session) => [session.identity, session])));
  const flagged = all.filter(({ isSubSession }) => isSubSession);
  expect(flagged.map(({ identity }) => identity).sort()).toEqual([...expected].sort());
  const listed = (await listSessions(false)).map(({ identity }) => identity);
  expect(listed.sort()).toEqual(
    all.flatMap(({ identity }) => (expected.has(identity) ? [] : [identity])).sort(),
  );
}

const deleteAll = (identities: readonly string[]) =>
  askData('mutation ($i: [String!]!) { deleteSessions(identities: $i) { deleted } }', {
    i: identities,
  });

const NAMES = ['a', 'b', 'c', 'd', 'e'];
const URIS = ['u', 'v', 'w', 'x'];

const names = fc.constantFrom(...NAMES);
const uris = fc.uniqueArray(fc.constantFrom(...URIS), { maxLength: 2 });
const updates: fc.Arbitrary<Json> = fc
  .tuple(
    fc.constantFrom('set', 'update', 'update', 'delete'),
    fc.constantFrom('RefAnchors', 'ChildOfRefs', 'AlternateOfRefs'),
    uris,
  )
  .map(([verb, set, list]) => ({ [`${verb}${set}`]: list }));

/** Sessions to delete, or one to save with operations. */
type Step =
  | { readonly gone: readonly string[] }
  | { readonly identity: string; readonly updates: readonly Json[] };

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ gone: fc.uniqueArray(names, { maxLength: 2 }) }) },
  {
    weight: 9,
    arbitrary: fc.record({
      identity: names,
      updates: fc.array(updates, { minLength: 1, maxLength: 2 }),
    }),
  },
);

/** Take a step among the sessions and URIs of a world of its own. */
function run(step: Step, world: string): Promise<unknown> {
  if ('gone' in step) return deleteAll(step.gone.map((name) => `${world} ${name}`));
  return save({
    identity: `${world} ${step.identity}`,
    createIfNotExists: { timestamp: '2020-01-01T00:00:00Z' },
    updates: step.updates.map((update) =>
      Object.fromEntries(
        Object.entries(update).map(([name, list]) => [
          name,
          (list as string[]).map((uri) => `${world} ${uri}`),
        ]),
      ),
    ),
  });
}

describe('sub-sessions', () => {
  it('are the sessions with an ancestor outside their circle, after any operations', async () => {
    const worlds = fc.tuple(
      fc.array(uris, { minLength: NAMES.length, maxLength: NAMES.length }),
      fc.array(uris, { minLength: NAMES.length, maxLength: NAMES.length }),
      fc.array(steps, { minLength: 1, maxLength: 20, size: 'max' }),
    );
    await fc.assert(
      fc.asyncProperty(worlds, async ([anchors, refs, all]) => {
        await deleteAll(NAMES.map((name) => `w ${name}`));
        for (const [i, identity] of NAMES.entries()) {
          const first = [{ setRefAnchors: anchors[i] }, { setChildOfRefs: refs[i] }];
          await run({ identity, updates: first }, 'w');
        }
        for (const step of all) {
          await run(step, 'w');
          await checkFlags();
        }
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });

  it('are the same after operations of eight clients at once', async () => {
    // Each round has sessions of its own, so that no later operation mends what a race has broken.
    const rounds = fc.array(fc.array(steps, { minLength: 8, maxLength: 8 }), {
      minLength: 40,
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(rounds, async (all) => {
        for (const [i, own] of all.entries()) {
          await Promise.all(own.map((step) => run(step, `r${i}`)));
        }
        await checkFlags();
      }),
      { numRuns: 1, endOnFailure: true },
    );
    await deleteAll(
      Array.from({ length: 40 }, (_, i) => NAMES.map((name) => `r${i} ${name}`)).flat(),
    );
  });

  it('are hidden while a parent is there, and come back when it goes', async () => {
    const child = await create({}, { setChildOfRefs: ['late parent'] });
    expect(await read(child, 'isSubSession parents { identity }')).toEqual({
      isSubSession: false,
      parents: [],
    });
    const parent = await create({}, { setRefAnchors: ['late parent'] });
    expect(await read(child, 'isSubSession parents { identity }')).toEqual({
      isSubSession: true,
      parents: [{ identity: parent }],
    });
    await deleteAll([parent]);
    expect((await read(child, 'isSubSession')).isSubSession).toBe(false);
  });

  it('are not two sessions that refer to each other, unless a third refers to one', async () => {
    const one = await create({}, { setRefAnchors: ['one'] }, { setChildOfRefs: ['two'] });
    const two = await create({}, { setRefAnchors: ['two'] }, { setChildOfRefs: ['one', 'three'] });
    const flags = async () =>
      Promise.all([one, two].map(async (name) => (await read(name, 'isSubSession')).isSubSession));
    expect(await flags()).toEqual([false, false]);
    const three = await create({}, { setRefAnchors: ['three'] });
    expect(await flags()).toEqual([true, true]);
    await save({ identity: three, updates: [{ setRefAnchors: [] }] });
    expect(await flags()).toEqual([false, false]);
  });

  it('are what follows in a circle when its first session no longer refers to the last', async () => {
    for (const [i, name] of ['c1', 'c2', 'c3'].entries()) {
      const parent = `c${i === 0 ? 3 : i}`;
      const updates = [{ setRefAnchors: [name] }, { setChildOfRefs: [parent] }];
      await save({ identity: name, createIfNotExists: {}, updates });
    }
    const flags = async () => {
      const all = await Promise.all(['c1', 'c2', 'c3'].map((name) => read(name, 'isSubSession')));
      return all.map(({ isSubSession }) => isSubSession);
    };
    expect(await flags()).toEqual([false, false, false]);
    await save({ identity: 'c1', updates: [{ setChildOfRefs: [] }] });
    expect(await flags()).toEqual([false, true, true]);
    await save({ identity: 'c1', updates: [{ setChildOfRefs: ['c3'] }] });
    expect(await flags()).toEqual([false, false, false]);
    await deleteAll(['c1']);
    expect((await read('c2', 'isSubSession')).isSubSession).toBe(false);
    expect((await read('c3', 'isSubSession')).isSubSession).toBe(true);
  });

  it('are in the answer of the mutation that makes them so', async () => {
    await create({}, { setRefAnchors: ['answered'] });
    const identity = await create();
    const { session } = await save(
      { identity, updates: [{ setAlternateOfRefs: ['answered'] }] },
      'isSubSession alternateOf { refAnchors }',
    );
    expect(session).toEqual({ isSubSession: true, alternateOf: [{ refAnchors: ['answered'] }] });
  });

  it('are not changed sessions: neither their version nor their time of change moves', async () => {
    const child = await create({}, { setChildOfRefs: ['silent'] });
    const row = () =>
      catalogue.app.runtime.db.read.prisma.session.findUniqueOrThrow({
        where: { identity: child },
        include: { changes: true },
      });
    const before = await row();
    await create({}, { setRefAnchors: ['silent'] });
    const after = await row();
    expect(after).toEqual({ ...before, subSession: 1 });
    expect(before.subSession).toBe(0);
  });

  it('are recordings that are imported as parts of others, in either order', async () => {
    const associate = { ParentSessionKey: STREAM_GUID, ChildSessionKey: SESSION_GUID };
    const path = built({ ...simpleSpec(), rows: { SessionAssociate: [associate] } });
    const { runtime } = catalogue.app;
    const parent = await create({}, { setRefAnchors: [`ssn2:${STREAM_GUID}`] });
    const grandchild = await create({}, { setChildOfRefs: [`ssn2:${SESSION_GUID}`] });
    await importRecording(runtime, path, { fileName: 'part.ssn2' });
    const fields = 'isSubSession parents { identity } children { identity }';
    expect(await read(SESSION_GUID, fields)).toEqual({
      isSubSession: true,
      parents: [{ identity: parent }],
      children: [{ identity: grandchild }],
    });
    expect((await read(grandchild, 'isSubSession')).isSubSession).toBe(true);
  });

  it('are 25,000 at once when the anchor of their parent comes late, or goes', async () => {
    const { db } = catalogue.app.runtime;
    await db.write(async ({ sql }) => {
      const columns = 'identity identifier state timestampText timestampNs createdNs updatedNs';
      const rows = Array.from({ length: 25_000 }, (_, i) => [`m${i}`, 'm', 4, '', BigInt(i), 0, 0]);
      const ids = await insertRows(sql, 'Session', columns.split(' '), rows, { returnsId: true });
      const refs = ids.map((id) => [id, 'CHILD_OF', 'of many']);
      await insertRows(sql, 'SessionRef', ['sessionId', 'kind', 'uri'], refs, { returnsId: false });
    });
    const hidden = () =>
      db.read.prisma.session.count({ where: { identifier: 'm', subSession: 1 } });
    const parent = await create();
    await save({ identity: parent, updates: [{ setRefAnchors: ['of many'] }] });
    expect(await hidden()).toBe(25_000);
    const { children } = await read(parent, 'children { identity }');
    expect(children).toHaveLength(1_000);
    expect(children[0]).toEqual({ identity: 'm24999' });
    await deleteAll([parent]);
    expect(await hidden()).toBe(0);
  });
});
