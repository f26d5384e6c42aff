import fc from 'fast-check';
import type { PlainDetail, PlainSession, PlainValue } from './plain-session.ts';

// Few values, so that queries that are made of them find something, and nasty ones, so that it shows
// where values are not compared as what they are.

const LONG = 'x'.repeat(199);

export const TEXTS = [
  'a',
  'A',
  'b',
  'ab',
  'Ab',
  'B a',
  'ä',
  'Ä',
  'a\u0308',
  'é-É',
  'ß',
  // Letters whose cases differ in length, or by what stands beside them.
  'İ',
  'ΟΔΟΣ',
  'οδοσ',
  'ẞ',
  '\u212a',
  '\u01c5',
  '日本',
  '😀',
  'a😀b',
  '\uffff',
  'a\u{10ffff}',
  'a\u0001',
  '%',
  'a%b',
  '_',
  'a_b',
  '\\',
  "'",
  '"',
  "'; --",
  'null',
  'true',
  '17',
  ' a ',
  'line\nbreak',
  LONG,
  `${LONG}y`,
  `${LONG}ya`,
  `${LONG}yb`,
  `${LONG}😀`,
  `${LONG}😀a`,
  `${LONG}\u{10ffff}\u{10ffff}`,
  // A text that could be a date and time is a text.
  '2024-05-06T12:00:00Z',
] as const;

export const VERSIONS = [
  '1.0.0',
  '1.0',
  'v1.0.0',
  '1.0.0+b1',
  '1.0.0-rc.1',
  '1.0.0-rc.10',
  '1.0.0-rc.9',
  '1.0.0-alpha',
  '1.2.0',
  '1.10.0',
  '10.0.0',
  '2',
  'latest',
  '1.x',
] as const;

export const DATE_TIMES = [
  '2024-05-06T12:00:00Z',
  '2024-05-06T14:00:00+02:00',
  '2024-05-06T12:00:00.000000001Z',
  '2024-05-06T11:59:59.999999999Z',
  '2024-05-06T00:00:00-12:00',
  '1969-12-31T23:59:59.5Z',
  '1700-01-01T00:00:00+05:30',
  '2262-04-11T23:47:16.854775807Z',
] as const;

export const NUMBERS: readonly number[] = [
  0,
  1,
  -1,
  0.1,
  0.5,
  17,
  17.5,
  -1e-7,
  1e21,
  2 ** 53,
  2 ** 53 + 2,
  2 ** 63,
  -(2 ** 63),
  1620323936202890000,
  5e-324,
  1.7976931348623157e308,
];

export const INTEGERS: readonly bigint[] = [
  17n,
  2n ** 53n,
  2n ** 53n + 1n,
  1620323936202890000n,
  1620323936202890001n,
  0n,
  -1n,
  2n ** 63n - 1n,
  -(2n ** 63n),
];

export const KEYS = ['k', 'K', 'a.b', 'Lab Tech', '__proto__', "k'%", '😀'] as const;
export const CATEGORIES = ['', 'Car', 'Rig 1'] as const;
export const LABELS = ['wet', 'Wet', 'dry', "o'%_\\"] as const;
export const SETS = ['set-1', 'Set-1', 'set_2', 'ä set'] as const;
export const STATES = [
  'unknown',
  'waiting',
  'open',
  'closed',
  'truncated',
  'failed',
  'abandoned',
] as const;
const GROUPS: readonly string[] = ['GP-1', 'gp-1', ...TEXTS.slice(0, 12)];

/** Instants around the borders of what a double can tell apart. */
const NANOSECONDS = INTEGERS.filter((one) => one >= 0n && one < 2n ** 62n);

/** Any of some values, mostly one of the first. */
export function mostlyFirst<T>(values: readonly T[], first = 5): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...values.slice(0, first)) },
    { weight: 1, arbitrary: fc.constantFrom(...values) },
  );
}

const anyValue: fc.Arbitrary<PlainValue> = fc.oneof(
  { weight: 4, arbitrary: mostlyFirst<string>(['', ...TEXTS]).map(toText) },
  { weight: 3, arbitrary: mostlyFirst([...INTEGERS, ...NUMBERS]).map(toNumber) },
  { weight: 1, arbitrary: fc.boolean().map(toBoolean) },
  { weight: 2, arbitrary: mostlyFirst(DATE_TIMES, 3).map(toDateTime) },
  { weight: 1, arbitrary: fc.constant<PlainValue>({ kind: 'bytes', base64: 'YQ==' }) },
);

function toText(text: string): PlainValue {
  return { kind: 'string', text };
}

function toNumber(number: number | bigint): PlainValue {
  return { kind: 'number', number };
}

function toBoolean(boolean: boolean): PlainValue {
  return { kind: 'boolean', boolean };
}

function toDateTime(text: string): PlainValue {
  return { kind: 'dateTime', text };
}

const anyDetail: fc.Arbitrary<PlainDetail> = fc.record({
  category: fc.oneof({ weight: 3, arbitrary: fc.constant('') }, fc.constantFrom(...CATEGORIES)),
  key: fc.oneof({ weight: 3, arbitrary: fc.constant('k') }, fc.constantFrom(...KEYS)),
  value: anyValue,
});

/** What a client writes; the rest is the server's. */
export type WrittenSession = Omit<PlainSession, 'identity' | 'createdAt' | 'updatedAt'>;

/** Any session, each of its properties there or not. */
export const anySession: fc.Arbitrary<WrittenSession> = fc.record(
  {
    identifier: mostlyFirst(TEXTS),
    state: fc.constantFrom(...STATES),
    timestamp: mostlyFirst(DATE_TIMES, 3),
    timeRange: fc
      .tuple(fc.constantFrom(...NANOSECONDS), fc.constantFrom(...NANOSECONDS))
      .map(([a, b]) => ({ startTime: a < b ? a : b, endTime: a < b ? b : a })),
    type: mostlyFirst(TEXTS),
    quality: fc.constantFrom(0, 0.1, 0.5, 1),
    group: mostlyFirst(GROUPS),
    version: fc.constantFrom(...VERSIONS),
    clientSessionGroupId: mostlyFirst(GROUPS),
    labels: fc.uniqueArray(fc.constantFrom(...LABELS), { maxLength: 3 }),
    configurationSets: fc.uniqueArray(fc.constantFrom(...SETS), { maxLength: 2 }),
    details: fc.uniqueArray(anyDetail, {
      maxLength: 8,
      selector: ({ category, key }) => JSON.stringify([category, key]),
    }),
  },
  {
    requiredKeys: ['identifier', 'state', 'timestamp', 'labels', 'configurationSets', 'details'],
  },
);

/** The input that writes a session. */
export function toSessionInput(identity: string, session: WrittenSession) {
  const { details, timeRange } = session;
  const categories = [...new Set(details.map(({ category }) => category))];
  return {
    identity,
    createIfNotExists: {
      identifier: session.identifier,
      state: session.state.toUpperCase(),
    },
    updates: [
      ...given('setTimeRange', timeRange && mapValues(timeRange, String)),
      ...given('setType', session.type),
      ...given('setQuality', session.quality),
      ...given('setGroup', session.group),
      ...given('setVersion', session.version),
      ...given('setClientSessionGroupId', session.clientSessionGroupId),
      { setLabels: session.labels },
      { setConfigBindings: session.configurationSets.map((identifier) => ({ identifier })) },
      ...categories.map((category) => ({
        setDetailsJson: {
          category,
          // Not by assignment, which would lose a key `__proto__`.
          json: Object.fromEntries(
            details
              .filter((one) => one.category === category)
              .map(({ key, value }) => [key, toJson(value)]),
          ),
        },
      })),
      // Last, since what was written before repeats the timestamp.
      { setTimestamp: session.timestamp },
    ],
  };
}

function given(operation: string, value: unknown): object[] {
  return value === undefined ? [] : [{ [operation]: value }];
}

function mapValues<T, U>(object: Record<string, T>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}

function toJson(value: PlainValue): unknown {
  switch (value.kind) {
    case 'string':
      return value.text;
    case 'number':
      return typeof value.number === 'bigint'
        ? { long: String(value.number) }
        : { double: value.number };
    case 'boolean':
      return value.boolean;
    case 'dateTime':
      return { dateTime: value.text };
    case 'bytes':
      return { bytes: value.base64 };
  }
}
