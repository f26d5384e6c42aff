import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byCodePoint } from '../../src/lib/by-code-point.ts';
import { toZonedInstant } from '../../src/lib/zoned-instant.ts';
import { foldPropertyCounts } from '../../src/metamodel/property-counts.ts';
import { anySession, toSessionInput, type WrittenSession } from '../support/any-session.ts';
import { type PlainValue, STATE_NUMBERS } from '../support/plain-session.ts';
import { useCatalogue } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { save, askData } = catalogue;

/** Folders by what is below them; the root is all. */
const TREE: Readonly<Record<string, readonly string[]>> = {
  f1: ['f1', 'f2', 'f3'],
  f2: ['f2', 'f3'],
  f3: ['f3'],
  g: ['g'],
  empty: ['empty'],
};

interface Placed {
  readonly session: WrittenSession;
  readonly folders: readonly string[];
}

const anyPlaced: fc.Arbitrary<Placed> = fc.record({
  session: anySession,
  folders: fc.uniqueArray(fc.constantFrom('f1', 'f2', 'f3', 'g'), { maxLength: 3 }),
});

/** A property as the API shows it, worked out from plain sessions. */
interface Expected {
  readonly id: string;
  readonly type: string;
  readonly sessionCount: number;
  readonly valueCounts: readonly { value: unknown; sessionCount: number }[] | null;
  readonly minimum: unknown;
  readonly maximum: unknown;
}

interface Sortable {
  /** Kinds in their order, then values within one. */
  readonly kind: number;
  readonly key: number | bigint | string;
  readonly shown: unknown;
  readonly type: string;
}

function sortable(value: PlainValue): Sortable {
  switch (value.kind) {
    case 'boolean':
      return { kind: 0, key: Number(value.boolean), shown: value.boolean, type: 'BOOLEAN' };
    case 'number': {
      const { number } = value;
      if (typeof number === 'number') {
        return { kind: 1, key: number, shown: number === 0 ? 0 : number, type: 'DOUBLE' };
      }
      const isSafe = Number.isSafeInteger(Number(number));
      return {
        kind: 1,
        key: number,
        shown: isSafe ? Number(number) : String(number),
        type: 'LONG',
      };
    }
    case 'dateTime': {
      const instant = instantOf(value.text);
      return { kind: 2, key: instant, shown: toZonedInstant(instant).text, type: 'DATE_TIME' };
    }
    case 'string': {
      const beginning = [...value.text].slice(0, 200).join('');
      return { kind: 3, key: beginning, shown: beginning, type: 'STRING' };
    }
    case 'bytes':
      return { kind: 4, key: '', shown: null, type: 'BYTES' };
  }
}

/** Nanoseconds of an RFC 3339 text, by way of the platform's dates. */
function instantOf(text: string): bigint {
  const [, seconds = '', fraction = '', zone = ''] = /^(.{19})(?:\.(\d+))?(.*)$/.exec(text) ?? [];
  return BigInt(Date.parse(`${seconds}${zone}`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}

function compare(a: Sortable, b: Sortable): number {
  if (a.kind !== b.kind) return a.kind - b.kind;
  const [left, right] = [a.key, b.key];
  if (typeof left === 'string' || typeof right === 'string') {
    return byCodePoint(String(left), String(right));
  }
  return left < right ? -1 : Number(left > right);
}

/** What is expected of one property, from the values of all sessions that have it. */
function expectProperty(id: string, values: readonly Sortable[], sessions: number): Expected {
  const sorted = values.toSorted(compare);
  const counts: { value: Sortable; shown: Set<unknown>; sessionCount: number }[] = [];
  for (const value of sorted) {
    const last = counts.at(-1);
    if (last && compare(last.value, value) === 0) {
      last.sessionCount++;
      last.shown.add(value.shown);
    } else {
      counts.push({ value, shown: new Set([value.shown]), sessionCount: 1 });
    }
  }
  const types = [...new Set(values.map(({ type }) => type))];
  const isNumeric = types.every((type) => type === 'LONG' || type === 'DOUBLE');
  const hasBytes = types.includes('BYTES');
  const [first, last] = [counts[0], counts.at(-1)];
  return {
    id,
    type: types.length === 1 ? (types[0] ?? '') : isNumeric ? 'DOUBLE' : 'STRING',
    sessionCount: sessions,
    valueCounts: hasBytes
      ? null
      : counts.map(({ value, shown, sessionCount }) => ({
          // An integer and a double that are equal are one value, shown as either.
          value: shown.size > 1 ? expect.toSatisfy((one) => shown.has(one)) : value.shown,
          sessionCount,
        })),
    minimum:
      hasBytes || !first ? expect.anything() : expect.toSatisfy((one) => first.shown.has(one)),
    maximum: hasBytes || !last ? expect.anything() : expect.toSatisfy((one) => last.shown.has(one)),
  };
}

function expectDetails(placed: readonly Placed[]): Expected[] {
  const byId = new Map<string, Sortable[]>();
  for (const { session } of placed) {
    for (const { category, key, value } of session.details) {
      const id = category === '' ? `details.${key}` : `extDetails.${category}.${key}`;
      byId.set(id, [...(byId.get(id) ?? []), sortable(value)]);
    }
  }
  return [...byId]
    .map(([id, values]) => expectProperty(id, values, values.length))
    .sort((a, b) => b.sessionCount - a.sessionCount || byCodePoint(a.id, b.id));
}

function expectOwn(placed: readonly Placed[]) {
  const of = (id: string, pick: (session: WrittenSession) => unknown) => {
    const counts = new Map<unknown, number>();
    for (const { session } of placed) {
      const value = pick(session);
      if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return { id, counts };
  };
  return [
    of('state', ({ state }) => state.toUpperCase()),
    of('type', ({ type }) => type && [...type].slice(0, 200).join('')),
    of('quality', ({ quality }) => quality),
    of('group', ({ group }) => group && [...group].slice(0, 200).join('')),
    of('version', ({ version }) => version),
  ];
}

const FIELDS = 'id type sessionCount valueCounts { value sessionCount } minimum maximum';

async function metamodelOf(folder: string | null) {
  const { metamodel } = await askData(
    `query ($folder: String) { metamodel(folder: $folder) {
       sessionCount truncated properties { ${FIELDS} } } }`,
    { folder },
  );
  return metamodel;
}

async function expectMetamodel(folder: string | null, placed: readonly Placed[]): Promise<void> {
  const below = folder === null ? null : (TREE[folder] ?? []);
  const inScope = placed.filter(
    ({ folders }) => !below || folders.some((one) => below.includes(one)),
  );
  const { sessionCount, truncated, properties } = await metamodelOf(folder);
  expect(sessionCount).toBe(inScope.length);
  expect(truncated).toBe(false);
  const details = properties.filter(({ id }: Expected) => /^(extD|d)etails\./.test(id));
  const withBytes = (one: Expected) => one.valueCounts === null;
  expect(details.filter((one: Expected) => !withBytes(one))).toEqual(
    expectDetails(inScope).filter((one) => !withBytes(one)),
  );
  expect(details.filter(withBytes).map(({ id }: Expected) => id)).toEqual(
    expectDetails(inScope)
      .filter(withBytes)
      .map(({ id }) => id),
  );
  for (const { id, counts } of expectOwn(inScope)) {
    const found = properties.find((one: Expected) => one.id === id) as Expected;
    expect(found.sessionCount).toBe([...counts.values()].reduce((a, b) => a + b, 0));
    expect(new Map(found.valueCounts?.map(({ value, sessionCount: n }) => [value, n]))).toEqual(
      counts,
    );
  }
  const labels = properties.find((one: Expected) => one.id === 'labels');
  expect(labels.sessionCount).toBe(
    inScope.filter(({ session }) => session.labels.length > 0).length,
  );
  const states = properties.find((one: Expected) => one.id === 'state') as Expected;
  const numbers = states.valueCounts?.map(({ value }) =>
    STATE_NUMBERS.get(String(value).toLowerCase()),
  );
  expect(numbers).toEqual(numbers?.toSorted((a, b) => Number(a) - Number(b)));
}

const SCOPES = [null, 'f1', 'f2', 'f3', 'g', 'empty', 'unknown'];

describe('the metamodel of any sessions', () => {
  it('counts what there is, in every folder, folded or not, and after sessions went', async () => {
    for (const [folder, parent] of Object.entries({
      f1: '',
      f2: 'f1',
      f3: 'f2',
      g: '',
      empty: '',
    })) {
      await askData('mutation ($i: PutFolderInput!) { putFolder(input: $i) { created } }', {
        i: { identity: folder, parentIdentity: parent, label: folder },
      });
    }
    const placed = new Map<string, Placed>();
    let number = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyPlaced, { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        fc.nat(20),
        async (more, isFolded, gone) => {
          for (const one of more) {
            const identity = `session ${number++}`;
            const input = toSessionInput(identity, one.session);
            await save({ ...input, updates: [...input.updates, { setFolders: one.folders }] });
            placed.set(identity, one);
          }
          const identities = [...placed.keys()].slice(0, gone);
          await askData(
            'mutation ($i: [String!]!) { deleteSessions(identities: $i) { deleted } }',
            {
              i: identities,
            },
          );
          for (const identity of identities) placed.delete(identity);
          if (isFolded) await foldPropertyCounts(catalogue.app.runtime.db);
          for (const folder of SCOPES) await expectMetamodel(folder, [...placed.values()]);
        },
      ),
      { numRuns: 25 },
    );
  });
});
