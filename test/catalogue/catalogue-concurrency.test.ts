import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectDerivedData } from '../support/derived-data.ts';
import { type Json, saveMutation, useCatalogue } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { ask, askData, save, read } = catalogue;

const CLIENTS = 32;
const STEPS = 10;

/** Sessions that everybody writes to and nobody deletes. */
const SHARED = 10;
/** Sessions that come and go. */
const PASSING = 6;
/** Folders that come and go. */
const FOLDERS = ['g0', 'g1', 'g2'];

const SAVE = saveMutation('metadataVersion');
const END = 'mutation ($i: String!) { endSession(identity: $i, state: FAILED) { applied } }';
const DELETE = 'mutation ($i: [String!]!) { deleteSessions(identities: $i) { deleted } }';
const PUT_FOLDER = 'mutation ($input: PutFolderInput!) { putFolder(input: $input) { created } }';
const DELETE_FOLDERS =
  'mutation ($i: [String!]!) { deleteFolders(identities: $i) { deleted reparentedSessions } }';

/** All sessions and the metamodel, as a client sees them at some time. */
const LOOK = `{
  sessions(first: 100, includeSubSessions: true) { nodes { identity details } }
  metamodel { sessionCount properties { id sessionCount values } }
}`;

const SAVE_ALL = `mutation ($inputs: [CreateOrUpdateSessionInput!]!) {
  createOrUpdateSessions(inputs: $inputs) { applied }
}`;
const UPDATE_ALL = `mutation ($selection: SessionSelectionInput!, $updates: [SessionUpdate!]!) {
  updateSessions(selection: $selection, updates: $updates) { identities }
}`;
const DELETE_ALL = `mutation ($selection: SessionSelectionInput!) {
  deleteMatchingSessions(selection: $selection) { identities }
}`;

const shared = fc.nat({ max: SHARED - 1 });
const passing = fc.nat({ max: PASSING - 1 });
const folder = fc.constantFrom(...FOLDERS);
const uris = fc.subarray(['u0', 'u1', 'u2', 'u3']);

const anyColumn: fc.Arbitrary<Json> = fc.constantFrom(
  { setState: 'OPEN' },
  { setState: 'CLOSED' },
  { setVersion: '1.0.0' },
  { clearVersion: true },
  { setType: 'race' },
  { setQuality: 0.5 },
  { setGroup: 'left' },
  { setIdentifier: 'Another name' },
  { setTimestamp: '2030-01-01T00:00:00+01:00' },
  { setTimestamp: '2020-01-01T00:00:00Z' },
);

const anyRefs: fc.Arbitrary<Json> = fc
  .tuple(
    fc.constantFrom('set', 'update', 'delete'),
    fc.constantFrom('RefAnchors', 'ChildOfRefs', 'AlternateOfRefs'),
    uris,
  )
  .map(([verb, kind, list]) => ({ [`${verb}${kind}`]: list }));

const anyStep = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('look' as const) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('add' as const), shared }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), shared }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      shared,
      updates: fc.array(anyColumn, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      shared,
      updates: fc.array(anyRefs, { minLength: 1, maxLength: 2 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('extend' as const),
      shared,
      start: fc.integer(),
      length: fc.nat(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('file' as const),
      shared,
      verb: fc.constantFrom('set', 'update', 'delete'),
      folders: fc.subarray([...FOLDERS, '']),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('saveAll' as const),
      all: fc.uniqueArray(fc.record({ shared, folders: fc.subarray([...FOLDERS, '']) }), {
        minLength: 2,
        maxLength: 4,
        selector: (one) => one.shared,
      }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('updateAll' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('deleteAll' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('sequence' as const), number: fc.nat() }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('expect' as const), shared }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('create' as const), passing, refs: anyRefs }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('update' as const), passing }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end' as const), passing }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('delete' as const),
      passing: fc.uniqueArray(passing, { minLength: 1 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('putFolder' as const), folder, parent: folder }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('deleteFolders' as const),
      folders: fc.subarray(FOLDERS),
    }),
  },
);

type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

/** What a client may be told beside success; it is then as if it had not asked. */
const ALLOWED: Readonly<Record<Step['kind'], readonly string[]>> = {
  look: [],
  add: [],
  remove: [],
  change: [],
  extend: [],
  // The folder, or the one it shall be in, was deleted; or it would be within itself.
  file: ['BAD_USER_INPUT'],
  putFolder: ['BAD_USER_INPUT'],
  deleteFolders: [],
  saveAll: ['BAD_USER_INPUT'],
  updateAll: [],
  deleteAll: [],
  sequence: [],
  expect: ['CONFLICT'],
  create: [],
  update: ['NOT_FOUND'],
  end: ['NOT_FOUND', 'CONFLICT'],
  delete: [],
};

/** What acknowledged requests have made of a shared session, as far as it can be told. */
interface Ledger {
  writes: number;
  /** Each client's own keys. */
  readonly details: Map<string, number>;
  readonly labels: Set<string>;
  readonly markers: Set<string>;
  readonly offsets: Map<string, number>;
  readonly categories: Map<string, number>;
  range: { readonly start: bigint; readonly end: bigint } | null;
}

function createLedger(): Ledger {
  return {
    writes: 0,
    details: new Map(),
    labels: new Set(),
    markers: new Set(),
    offsets: new Map(),
    categories: new Map(),
    range: null,
  };
}

/** Operations on a session, the first and the last of which say the same: nobody must see them differ. */
function between(token: string, ...updates: readonly Json[]): Json[] {
  return [
    { updateDetailsJson: { json: { first: token } } },
    ...updates,
    { updateDetailsJson: { json: { last: token } } },
  ];
}

/** One run: its sessions, and what it was told. */
function createRun(name: string) {
  const ledgers = Array.from({ length: SHARED }, createLedger);
  const nameOf = (i: number) => `${name} shared ${i}`;
  const passingName = (i: number) => `${name} passing ${i}`;
  const sequenced = `${name} sequenced`;
  const sequences: bigint[] = [];
  const unexpected: unknown[] = [];
  /** Sessions of which somebody saw a part of a write. */
  const torn: unknown[] = [];

  /** Ask, and say whether it was done. */
  async function tell(step: Step, query: string, variables: Json): Promise<Json | null> {
    const { data, errors } = await ask(query, variables);
    const codes = errors?.map(({ extensions }) => extensions.code) ?? [];
    if (codes.length === 0) return data;
    if (codes.some((code) => !ALLOWED[step.kind].includes(String(code)))) {
      unexpected.push({ step, errors });
    }
    return null;
  }

  /** Write to a shared session. */
  async function write(
    step: Step & { readonly shared: number },
    token: string,
    updates: readonly Json[],
    note: (ledger: Ledger) => void = () => {},
    expectedVersion?: string,
  ): Promise<void> {
    const ledger = ledgers[step.shared]!;
    const input = {
      identity: nameOf(step.shared),
      expectedVersion,
      updates: between(token, ...updates),
    };
    if (!(await tell(step, SAVE, { input }))) return;
    ledger.writes++;
    note(ledger);
  }

  async function perform(step: Step, client: number, turn: number): Promise<void> {
    const mine = `c${client}`;
    const key = `${mine}.${turn}`;
    switch (step.kind) {
      case 'look': {
        const data = await tell(step, LOOK, {});
        const { nodes = [] } = (data?.sessions ?? {}) as { nodes?: Json[] };
        torn.push(...nodes.filter(isTorn));
        return;
      }
      case 'add':
        return write(
          step,
          key,
          [
            { updateDetailsJson: { json: { [key]: turn } } },
            { updateLabels: [key] },
            { updateMarkers: [{ category: mine, markers: [{ markerId: key }] }] },
            { updateConfigBindings: [{ identifier: mine, channelOffset: turn }] },
            { setDetailsJson: { category: mine, json: { turn } } },
          ],
          ({ details, labels, markers, offsets, categories }) => {
            details.set(key, turn);
            labels.add(key);
            markers.add(key);
            offsets.set(mine, turn);
            categories.set(mine, turn);
          },
        );
      case 'remove': {
        const { details, labels, markers } = ledgers[step.shared]!;
        const keys = [...details.keys()].filter((one) => one.startsWith(`${mine}.`));
        const updates = [
          { deleteDetails: { keys } },
          { deleteLabels: keys },
          { deleteMarkers: keys },
        ];
        return write(step, key, updates, () => {
          for (const one of keys) {
            details.delete(one);
            labels.delete(one);
            markers.delete(one);
          }
        });
      }
      case 'change':
        return write(step, key, step.updates);
      case 'extend': {
        const [start, end] = [BigInt(step.start), BigInt(step.start) + BigInt(step.length)];
        const range = { startTime: String(start), endTime: String(end) };
        return write(step, key, [{ extendTimeRange: range }], (ledger) => {
          const before = ledger.range ?? { start, end };
          ledger.range = {
            start: before.start < start ? before.start : start,
            end: before.end > end ? before.end : end,
          };
        });
      }
      case 'file':
        return write(step, key, [{ [`${step.verb}Folders`]: step.folders }]);
      case 'saveAll': {
        const inputs = step.all.map(({ shared: i, folders }) => ({
          identity: nameOf(i),
          updates: between(key, { setFolders: folders }),
        }));
        if (!(await tell(step, SAVE_ALL, { inputs }))) return;
        for (const one of step.all) ledgers[one.shared]!.writes++;
        return;
      }
      case 'updateAll': {
        const filter = { identity: { startsWith: `${name} shared` } };
        const selection = { filter, includeSubSessions: true };
        const updates = between(key, { setGroup: key });
        const data = await tell(step, UPDATE_ALL, { selection, updates });
        const { identities = [] } = (data?.updateSessions ?? {}) as { identities?: string[] };
        expect(identities.toSorted()).toEqual(ledgers.map((_, i) => nameOf(i)));
        for (const ledger of ledgers) ledger.writes++;
        return;
      }
      case 'deleteAll': {
        const identity = { startsWith: `${name} passing` };
        await tell(step, DELETE_ALL, { selection: { filter: { identity, state: ['FAILED'] } } });
        return;
      }
      case 'expect': {
        const { metadataVersion } = await read(nameOf(step.shared), 'metadataVersion');
        return write(step, key, [], () => {}, metadataVersion);
      }
      case 'sequence': {
        const sequence = `${step.number}`;
        const updates = [{ setType: sequence }];
        const input = { identity: sequenced, sequence, updates };
        if (await tell(step, SAVE, { input })) sequences.push(BigInt(step.number));
        return;
      }
      case 'create': {
        const json = { first: key, last: key };
        const updates = [{ updateDetailsJson: { json } }, step.refs, { setLabels: [key] }];
        const identity = passingName(step.passing);
        const input = { identity, createIfNotExists: { state: 'OPEN' }, updates };
        await tell(step, SAVE, { input });
        return;
      }
      case 'update': {
        const input = { identity: passingName(step.passing), updates: [{ updateLabels: [key] }] };
        await tell(step, SAVE, { input });
        return;
      }
      case 'end':
        await tell(step, END, { i: passingName(step.passing) });
        return;
      case 'delete':
        await tell(step, DELETE, { i: step.passing.map(passingName) });
        return;
      case 'putFolder': {
        const { folder: identity, parent: parentIdentity } = step;
        await tell(step, PUT_FOLDER, { input: { identity, parentIdentity, label: key } });
        return;
      }
      case 'deleteFolders':
        await tell(step, DELETE_FOLDERS, { i: step.folders });
    }
  }

  async function begin(): Promise<void> {
    for (const identity of FOLDERS) {
      await askData(PUT_FOLDER, { input: { identity, label: identity } });
    }
    for (let i = 0; i < SHARED; i++) await save({ identity: nameOf(i), createIfNotExists: {} });
    await save({ identity: sequenced, createIfNotExists: {} });
  }

  return { nameOf, sequenced, ledgers, sequences, unexpected, torn, perform, begin };
}

type Run = ReturnType<typeof createRun>;

function isTorn({ details }: Json): boolean {
  const { first, last } = details as Json;
  return first !== last;
}

/** A shared session as the ledger has it. */
async function readShared(identity: string) {
  const session = await read(
    identity,
    `details extDetails labels markers(first: 1000) { nodes { markerId } }
     configBindings { identifier channelOffset } timeRange { startTime endTime }`,
  );
  const stored = await catalogue.app.runtime.db.read.prisma.session.findUniqueOrThrow({
    where: { identity },
  });
  const { first, last, ...details } = session.details;
  expect(first).toBe(last);
  return {
    writes: Number(stored.revision) - 1,
    details: new Map(Object.entries(details)),
    labels: new Set(session.labels),
    markers: new Set(session.markers.nodes.map(({ markerId }: Json) => markerId)),
    offsets: new Map(
      session.configBindings.map(({ identifier, channelOffset }: Json) => [
        identifier,
        channelOffset,
      ]),
    ),
    categories: new Map(
      Object.entries<Json>(session.extDetails).map(([name, { turn }]) => [name, turn]),
    ),
    range: session.timeRange && {
      start: BigInt(session.timeRange.startTime),
      end: BigInt(session.timeRange.endTime),
    },
  };
}

async function expectNothingLost({ nameOf, sequenced, ledgers, sequences }: Run): Promise<void> {
  for (const [i, ledger] of ledgers.entries()) {
    expect(await readShared(nameOf(i)), nameOf(i)).toEqual(ledger);
  }
  const greatest = sequences.toSorted((a, b) => Number(a - b)).at(-1);
  const expected = greatest === undefined ? null : String(greatest);
  expect(await read(sequenced, 'sequence type')).toEqual({ sequence: expected, type: expected });
}

describe('32 clients at once', () => {
  it('lose nothing, see no half of a write, and are told no error that is not theirs', async () => {
    let runs = 0;
    await fc.assert(
      // The seed of the steps alone, so that what fails can be read.
      fc.asyncProperty(fc.integer(), async (seed) => {
        const run = createRun(`run ${runs++}`);
        await run.begin();
        const steps = fc.sample(anyStep, { seed, numRuns: CLIENTS * STEPS });
        await Promise.all(
          Array.from({ length: CLIENTS }, async (_, client) => {
            for (let turn = 0; turn < STEPS; turn++) {
              await run.perform(steps[client * STEPS + turn]!, client, turn);
            }
          }),
        );
        expect(run.torn).toEqual([]);
        expect(run.unexpected).toEqual([]);
        await expectNothingLost(run);
        await expectDerivedData(catalogue.app.runtime.db);
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });
});
