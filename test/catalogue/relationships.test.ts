import { describe, expect, it } from 'vitest';
import { insertRows } from '../../src/db/insert-rows.ts';
import { type Json, saveMutation, useCatalogue } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { save, create, read, refusal, askData } = catalogue;
const SAVE = saveMutation();

/** Each kind of refs: its part of the names of operations, and the field that shows them. */
const KINDS = [
  ['RefAnchors', 'refAnchors'],
  ['AlternateOfRefs', 'alternateOfRefs'],
  ['ChildOfRefs', 'childOfRefs'],
] as const;

describe.each(KINDS)('set%s', (kind, field) => {
  const stored = async (identity: string) => (await read(identity, field))[field];

  it('replaces the URIs, each once, and shows them in alphabetical order', async () => {
    const identity = await create({}, { [`set${kind}`]: ['b', 'a', 'b'] });
    expect(await stored(identity)).toEqual(['a', 'b']);
    await save({ identity, updates: [{ [`set${kind}`]: ['c'] }] });
    expect(await stored(identity)).toEqual(['c']);
    await save({ identity, updates: [{ [`set${kind}`]: [] }] });
    expect(await stored(identity)).toEqual([]);
  });

  it('leaves refs of other kinds alone', async () => {
    const others = KINDS.filter(([other]) => other !== kind);
    const identity = await create({}, ...others.map(([other]) => ({ [`set${other}`]: ['kept'] })));
    await save({ identity, updates: [{ [`set${kind}`]: ['mine'] }, { [`set${kind}`]: [] }] });
    const fields = others.map(([, name]) => name);
    expect(await read(identity, fields.join(' '))).toEqual(
      Object.fromEntries(fields.map((name) => [name, ['kept']])),
    );
  });

  it('takes any text of 1 to 1000 characters, upper and lower case being different', async () => {
    const uris = ['A', 'a', 'acq:rig/2021-05-20T00:00:00Z', 'ü😀', 'x'.repeat(1_000), ' '];
    const identity = await create({}, { [`set${kind}`]: uris });
    expect([...(await stored(identity))].sort()).toEqual([...uris].sort());
  });

  it.each([
    ['', 0],
    ['x'.repeat(1_001), 1_001],
  ])('refuses a URI of another length, and changes nothing', async (uri, length) => {
    const identity = await create({}, { [`set${kind}`]: ['kept'] });
    for (const verb of ['set', 'update', 'delete']) {
      const updates = [{ [`${verb}${kind}`]: ['good', uri] }];
      expect(await refusal(SAVE, { input: { identity, updates } })).toEqual({
        code: 'BAD_USER_INPUT',
        message: `Expected 1 to 1000 characters, got ${length}.`,
        argument: `input.updates[0].${verb}${kind}[1]`,
      });
    }
    expect(await stored(identity)).toEqual(['kept']);
  });

  it('keeps at most 1,000 of them in one session', async () => {
    const many = (first: number, count: number) =>
      Array.from({ length: count }, (_, i) => `u${first + i}`);
    const identity = await create({}, { [`set${kind}`]: many(0, 998) });
    const updates = [{ [`update${kind}`]: many(997, 4) }];
    expect(await refusal(SAVE, { input: { identity, updates } })).toEqual({
      code: 'BAD_USER_INPUT',
      message: 'Expected at most 1000 of them in one session, got 1001.',
      argument: `input.updates[0].update${kind}`,
    });
    await save({ identity, updates: [{ [`update${kind}`]: many(997, 3) }] });
    expect(await stored(identity)).toHaveLength(1_000);
  });
});

describe.each(KINDS)('update%s', (kind, field) => {
  it('adds URIs, and takes those that are there already', async () => {
    const identity = await create({}, { [`set${kind}`]: ['a'] });
    for (const _again of [1, 2]) {
      await save({ identity, updates: [{ [`update${kind}`]: ['b', 'a'] }] });
      expect((await read(identity, field))[field]).toEqual(['a', 'b']);
    }
  });
});

describe.each(KINDS)('delete%s', (kind, field) => {
  it('deletes URIs, and passes over those that are not there', async () => {
    const identity = await create({}, { [`set${kind}`]: ['a', 'b'] });
    for (const _again of [1, 2]) {
      await save({ identity, updates: [{ [`delete${kind}`]: ['b', 'unknown'] }] });
      expect((await read(identity, field))[field]).toEqual(['a']);
    }
    await save({ identity, updates: [{ [`delete${kind}`]: [] }] });
    expect((await read(identity, field))[field]).toEqual(['a']);
  });

  it('goes together with an update as one set would', async () => {
    const identity = await create({}, { [`set${kind}`]: ['a', 'b', 'c'] });
    const updates = [{ [`update${kind}`]: ['c', 'd'] }, { [`delete${kind}`]: ['a'] }];
    await save({ identity, updates });
    expect((await read(identity, field))[field]).toEqual(['b', 'c', 'd']);
  });
});

describe('children, parents, alternates and alternateOf', () => {
  const FIELDS =
    'children { identity } parents { identity } alternates { identity } alternateOf { identity }';
  const nobody = { children: [], parents: [], alternates: [], alternateOf: [] };
  const named = (...identities: string[]) => identities.map((identity) => ({ identity }));

  it('are found in whatever order the sessions arrive', async () => {
    const child = await create({}, { setChildOfRefs: ['order'] });
    const alternate = await create({}, { setAlternateOfRefs: ['order'] });
    const parent = await create({}, { setRefAnchors: ['order'] });
    expect(await read(parent, FIELDS)).toEqual({
      ...nobody,
      children: named(child),
      alternates: named(alternate),
    });
    expect(await read(child, FIELDS)).toEqual({ ...nobody, parents: named(parent) });
    expect(await read(alternate, FIELDS)).toEqual({ ...nobody, alternateOf: named(parent) });
  });

  it('are none by a URI that nobody has as an anchor, or one in another case', async () => {
    await create({}, { setRefAnchors: ['Case'] });
    const child = await create({}, { setChildOfRefs: ['case', 'nowhere'] });
    expect(await read(child, FIELDS)).toEqual(nobody);
  });

  it('are never the session itself', async () => {
    const identity = await create(
      {},
      { setRefAnchors: ['self'] },
      { setChildOfRefs: ['self'] },
      { setAlternateOfRefs: ['self'] },
    );
    expect(await read(identity, `isSubSession ${FIELDS}`)).toEqual({
      isSubSession: false,
      ...nobody,
    });
  });

  it('are all sessions that share an anchor, each once however many URIs lead to it', async () => {
    const anchors = { setRefAnchors: ['shared 1', 'shared 2'] };
    const one = await create({ timestamp: '2020-01-02T00:00:00Z' }, anchors);
    const two = await create({ timestamp: '2020-01-01T00:00:00Z' }, anchors);
    const child = await create({}, { setChildOfRefs: ['shared 1', 'shared 2'] });
    expect((await read(child, FIELDS)).parents).toEqual(named(one, two));
    expect((await read(one, FIELDS)).children).toEqual(named(child));
    expect((await read(two, FIELDS)).children).toEqual(named(child));
  });

  it('may be nested, also in a circle', async () => {
    const one = await create({}, { setRefAnchors: ['circle 1'] }, { setChildOfRefs: ['circle 2'] });
    const two = await create({}, { setRefAnchors: ['circle 2'] }, { setChildOfRefs: ['circle 1'] });
    const fields = 'children { identity children { identity children { identity } } }';
    expect((await read(one, fields)).children).toEqual([
      { identity: two, children: [{ identity: one, children: [{ identity: two }] }] },
    ]);
  });

  it('stay as refs when the session they lead to is deleted', async () => {
    const parent = await create({}, { setRefAnchors: ['to be deleted'] });
    const child = await create({}, { setChildOfRefs: ['to be deleted'] });
    await askData('mutation ($i: [String!]!) { deleteSessions(identities: $i) { deleted } }', {
      i: [parent],
    });
    expect(await read(child, `isSubSession childOfRefs ${FIELDS}`)).toEqual({
      isSubSession: false,
      childOfRefs: ['to be deleted'],
      ...nobody,
    });
  });

  const family = async (uri: string, relation: string, ...members: [string, Json, ...Json[]][]) => {
    for (const [identity, session, ...updates] of members) {
      await save({
        identity: `${uri} ${identity}`,
        createIfNotExists: { timestamp: '2020-01-01T00:00:00Z', ...session },
        updates: [{ [relation]: [uri] }, ...updates],
      });
    }
    return create({}, { setRefAnchors: [uri] });
  };
  const grouped = (group: string, version?: string) => [
    { setGroup: group },
    ...(version ? [{ setVersion: version }] : []),
  ];

  it.each([
    ['children', 'setChildOfRefs'],
    ['alternates', 'setAlternateOfRefs'],
  ])(
    'are %s by group, version, timestamp and identity; and only the latest versions if asked',
    async (field, relation) => {
      const parent = await family(
        field,
        relation,
        ['loose new', { timestamp: '2020-01-02T00:00:00Z' }],
        ['loose old', {}, { setVersion: '7.0.0' }],
        ['b 2', {}, ...grouped('b', '2.0.0')],
        ['a none', { timestamp: '2020-01-05T00:00:00Z' }, ...grouped('a')],
        ['a 10', {}, ...grouped('a', '1.10.0')],
        ['a 9', { timestamp: '2020-01-09T00:00:00Z' }, ...grouped('a', '1.9.0')],
        ['a 10 newer', { timestamp: '2020-01-03T00:00:00Z' }, ...grouped('a', '1.10.0')],
        ['a pre', {}, ...grouped('a', '1.10.0-rc.1')],
        ['b text', {}, ...grouped('b', 'final')],
      );
      const ask = async (latest: string) => {
        const answer = await read(parent, `${field}${latest} { identity }`);
        return answer[field].map(({ identity }: { identity: string }) =>
          identity.slice(field.length + 1),
        );
      };
      expect(await ask('')).toEqual([
        'a 10 newer',
        'a 10',
        'a pre',
        'a 9',
        'a none',
        'b 2',
        'b text',
        'loose old',
        'loose new',
      ]);
      expect(await ask('(latestPerGroup: false)')).toEqual(await ask(''));
      expect(await ask('(latestPerGroup: true)')).toEqual([
        'a 10 newer',
        'a 10',
        'a none',
        'b 2',
        'loose old',
        'loose new',
      ]);
    },
  );

  it('are at most the 1,000 newest', async () => {
    const { db } = catalogue.app.runtime;
    await db.write(async ({ sql }) => {
      const columns =
        'identity identifier state timestampText timestampNs createdNs updatedNs group';
      const rows = Array.from({ length: 1_003 }, (_, i) => {
        const time = BigInt((i * 7) % 1_003);
        return [`n${time}`, 'n', 4, '', time, 0, 0, i % 2 ? 'odd' : 'even'];
      });
      const ids = await insertRows(sql, 'Session', columns.split(' '), rows, { returnsId: true });
      const refs = ids.map((id) => [id, 'CHILD_OF', 'thousands']);
      await insertRows(sql, 'SessionRef', ['sessionId', 'kind', 'uri'], refs, { returnsId: false });
    });
    // The parent is a child of its own, which takes no place among the thousand.
    const parent = await create(
      { timestamp: '2020-01-01T00:00:00Z' },
      { setRefAnchors: ['thousands'] },
      { setChildOfRefs: ['thousands'] },
    );
    const { children } = await read(parent, 'children { identity group }');
    expect(children).toHaveLength(1_000);
    const identities = new Set(children.map(({ identity }: Json) => identity));
    expect(['n0', 'n1', 'n2'].filter((name) => identities.has(name))).toEqual([]);
    expect(children[0].group).toBe('even');
    expect(children[999].group).toBe('odd');
  });

  it('take as many statements for 10 sessions as for 50', async () => {
    for (let i = 0; i < 50; i++) {
      await save({
        identity: `statements ${i}`,
        createIfNotExists: { timestamp: `2100-01-01T00:00:${10 + i}Z` },
        updates: [
          { setRefAnchors: [`s${i}`] },
          ...(i < 45
            ? [{ setChildOfRefs: [`s${i + 1}`] }, { setAlternateOfRefs: [`s${i + 5}`] }]
            : []),
          { setDataBindings: [{ key: { source: 's', identity: `${i}` } }] },
        ],
      });
    }
    const fields = `refAnchors childOfRefs alternateOfRefs isSubSession ${FIELDS}
      folders { identity hasChildren parent { identity } ancestors { identity } folders { identity } }
      dataBindings { identity dataChannelBindings { firstDataChannel } }`;
    const count = async (first: number) => {
      catalogue.app.takeStatements();
      const { sessions } = await askData(
        `query ($first: Int) { sessions(first: $first, includeSubSessions: true) { nodes { identity ${fields} } } }`,
        { first },
      );
      expect(sessions.nodes).toHaveLength(first);
      return { nodes: sessions.nodes, statements: catalogue.app.takeStatements().length };
    };
    const few = await count(10);
    const many = await count(50);
    expect(many.statements).toBe(few.statements);
    expect(many.nodes.slice(0, 10)).toEqual(few.nodes);
    expect(many.nodes[10]).toMatchObject({
      identity: 'statements 39',
      children: named('statements 38'),
      parents: named('statements 40'),
      alternates: named('statements 34'),
      alternateOf: named('statements 44'),
    });
  });
});
