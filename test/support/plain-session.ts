/** A session as plain values: what a client has written, for tests that know nothing of databases. */
export interface PlainSession {
  readonly identity: string;
  readonly identifier: string;
  /** RTA's name, in lower case. */
  readonly state: string;
  /** RFC 3339. */
  readonly timestamp: string;
  readonly timeRange?: { readonly startTime: bigint; readonly endTime: bigint } | undefined;
  readonly type?: string | undefined;
  readonly quality?: number | undefined;
  readonly group?: string | undefined;
  readonly version?: string | undefined;
  readonly clientSessionGroupId?: string | undefined;
  readonly labels: readonly string[];
  readonly configurationSets: readonly string[];
  readonly details: readonly PlainDetail[];
  /** RFC 3339; of the server. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface PlainDetail {
  /** Empty for `details`. */
  readonly category: string;
  readonly key: string;
  readonly value: PlainValue;
}

export type PlainValue =
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'number'; readonly number: number | bigint }
  | { readonly kind: 'boolean'; readonly boolean: boolean }
  | { readonly kind: 'dateTime'; readonly text: string }
  | { readonly kind: 'bytes'; readonly base64: string };

/** The numbers of RTA's states. */
export const STATE_NUMBERS: ReadonlyMap<string, number> = new Map([
  ['unknown', 0],
  ['waiting', 1],
  ['open', 2],
  ['closed', 4],
  ['truncated', 12],
  ['failed', 28],
  ['abandoned', 44],
]);

/** What a property path leads to, with the way its values compare. */
export type Subject =
  | PlainValue
  | { readonly kind: 'version'; readonly text: string }
  | { readonly kind: 'state'; readonly number: number }
  | { readonly kind: 'integer'; readonly number: bigint }
  | { readonly kind: 'instant'; readonly instant: bigint };

/** The value of a session at a path of RTA's, or null when there is none. */
export function subjectOf(session: PlainSession, path: string): Subject | null {
  const { timeRange } = session;
  switch (path) {
    case 'identity':
    case 'identifier':
    case 'type':
    case 'group':
    case 'clientSessionGroupId': {
      const text = session[path];
      return text === undefined ? null : { kind: 'string', text };
    }
    case 'version':
      return session.version === undefined ? null : { kind: 'version', text: session.version };
    case 'state':
      return { kind: 'state', number: STATE_NUMBERS.get(session.state)! };
    case 'quality':
      return session.quality === undefined ? null : { kind: 'number', number: session.quality };
    case 'timestamp':
    case 'createdAt':
    case 'updatedAt':
      return { kind: 'instant', instant: toInstant(session[path])! };
    case 'startTimestamp':
      return timeRange ? { kind: 'instant', instant: timeRange.startTime } : null;
    case 'endTimestamp':
      return timeRange ? { kind: 'instant', instant: timeRange.endTime } : null;
    case 'startTime':
    case 'timeRange.startTime':
      return timeRange ? { kind: 'integer', number: timeRange.startTime } : null;
    case 'endTime':
    case 'timeRange.endTime':
      return timeRange ? { kind: 'integer', number: timeRange.endTime } : null;
    case 'duration':
      return timeRange
        ? { kind: 'integer', number: timeRange.endTime - timeRange.startTime }
        : null;
    default:
      return session.details.find((detail) => pathOf(detail) === path)?.value ?? null;
  }
}

/** The path of a detail. */
export function pathOf({ category, key }: Pick<PlainDetail, 'category' | 'key'>): string {
  return category === '' ? `details.${key}` : `extDetails.${category}.${key}`;
}

/** Nanoseconds since the Unix epoch of a date and time with its offset; null for other texts. */
export function toInstant(text: string): bigint | null {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (!match) return null;
  const milliseconds = Date.parse(`${match[1]}${match[3]}`);
  if (Number.isNaN(milliseconds)) return null;
  return BigInt(milliseconds) * 1_000_000n + BigInt((match[2] ?? '').padEnd(9, '0'));
}

/** By code point. */
export function compareTexts(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (const [i, character] of left.entries()) {
    const other = right[i];
    if (other === undefined) return 1;
    if (character !== other) return Math.sign(character.codePointAt(0)! - other.codePointAt(0)!);
  }
  return left.length < right.length ? -1 : 0;
}

/** Exactly, also integers among doubles: this is how JavaScript compares them. */
export function compareNumbers(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By SemVer, what is none before; equal ones by their texts. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (!left || !right) return left ? 1 : right ? -1 : compareTexts(a, b);
  for (const [i, part] of left.release.entries()) {
    const difference = compareNumbers(part, right.release[i]!);
    if (difference !== 0) return difference;
  }
  return comparePrereleases(left.prerelease, right.prerelease) || compareTexts(a, b);
}

function parseVersion(text: string) {
  const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(
    text,
  );
  if (!match) return null;
  const release = [match[1], match[2], match[3]].map((part) => BigInt(part ?? 0));
  return { release, prerelease: match[4]?.split('.') ?? [] };
}

function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return Math.sign(b.length - a.length);
  for (const [i, part] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    const [isNumber, isOtherNumber] = [/^\d+$/.test(part), /^\d+$/.test(other)];
    if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
    const difference = isNumber
      ? compareNumbers(BigInt(part), BigInt(other))
      : compareTexts(part, other);
    if (difference !== 0) return difference;
  }
  return a.length < b.length ? -1 : 0;
}
