import {
  compareNumbers,
  compareTexts,
  compareVersions,
  type PlainSession,
  type Subject,
  subjectOf,
  toInstant,
} from './plain-session.ts';

/** One property to sort by, as the API takes it. */
export interface OrderJson {
  readonly property: string;
  readonly direction?: 'ASC' | 'DESC';
}

/** Sessions in the order of some properties, by the rules of sorting alone. */
export function sortSessions(
  sessions: readonly PlainSession[],
  orderBy: readonly OrderJson[],
): PlainSession[] {
  return sessions.toSorted((a, b) => {
    for (const { property, direction } of orderBy) {
      const order = compareSubjects(keyOf(a, property), keyOf(b, property), direction);
      if (order !== 0) return order;
    }
    // The newest first, and then by what no two sessions share.
    return (
      compareNumbers(toInstant(b.timestamp)!, toInstant(a.timestamp)!) ||
      compareTexts(a.identity, b.identity)
    );
  });
}

/** Of a detail that is a text the first 200 characters count. */
function keyOf(session: PlainSession, property: string): Subject | null {
  const subject = subjectOf(session, property);
  if (subject?.kind !== 'string' || !/^(details|extDetails)\./.test(property)) return subject;
  return { ...subject, text: [...subject.text].slice(0, 200).join('') };
}

/** What is absent comes last in either direction. */
function compareSubjects(a: Subject | null, b: Subject | null, direction = 'ASC'): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order = compareKinds(a, b) || compareValues(a, b);
  return direction === 'DESC' ? -order : order;
}

const KINDS = ['boolean', 'number', 'dateTime', 'string', 'bytes'];

function compareKinds(a: Subject, b: Subject): number {
  return Math.sign(KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
}

/** Of values of one kind. */
function compareValues(a: Subject, b: Subject): number {
  switch (a.kind) {
    case 'boolean':
      return a.kind === b.kind ? Number(a.boolean) - Number(b.boolean) : 0;
    case 'number':
    case 'integer':
    case 'state':
      return a.kind === b.kind ? compareNumbers(a.number, b.number) : 0;
    case 'instant':
      return a.kind === b.kind ? compareNumbers(a.instant, b.instant) : 0;
    case 'dateTime':
      return a.kind === b.kind ? compareNumbers(toInstant(a.text)!, toInstant(b.text)!) : 0;
    case 'version':
      return a.kind === b.kind ? compareVersions(a.text, b.text) : 0;
    case 'string':
      return a.kind === b.kind ? compareTexts(a.text, b.text) : 0;
    case 'bytes':
      return 0;
  }
}
