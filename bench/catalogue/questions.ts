import { CIRCUITS, DRIVERS, lappedOf, NOTES, WEATHER } from './archive.ts';

/** A question to the catalogue, with other values each time. */
export interface Question {
  readonly name: string;
  /** @param sessions How many the archive has. */
  readonly ask: (random: () => number, sessions: number) => Request;
}

interface Request {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

const PAGE = 'nodes { identity identifier timestamp state } pageInfo { hasNextPage endCursor }';

const LIST = `query ($filter: SessionFilter, $search: String, $orderBy: [SessionOrder!], $after: String) {
  sessions(filter: $filter, search: $search, orderBy: $orderBy, first: 50, after: $after) { ${PAGE} }
}`;

const pick = <T>(list: readonly T[], random: () => number) =>
  list[Math.floor(random() * list.length)] as T;

const text = (key: string, eq: string) => ({ key, string: { eq } });

/** A cursor of the default order: the place of an instant among the timestamps. */
function cursorAt(random: () => number): string {
  const ms = Math.floor(Date.UTC(2020, 2, 1) + random() * 5 * 365 * 86_400_000);
  return Buffer.from(JSON.stringify([`${ms}000000`, ''])).toString('base64url');
}

export const QUESTIONS: readonly Question[] = [
  { name: '{ __typename }', ask: () => ({ query: '{ __typename }' }) },
  {
    name: '50 sessions of four fields',
    ask: () => ({
      query: '{ sessions(first: 50) { nodes { identity identifier timestamp state } } }',
    }),
  },
  { name: 'newest page of 50', ask: () => ({ query: LIST }) },
  {
    name: 'deep page',
    ask: (random) => ({ query: LIST, variables: { after: cursorAt(random) } }),
  },
  {
    name: 'three filters on details, common values',
    ask: (random) => ({
      query: LIST,
      variables: {
        filter: {
          details: [
            text('Circuit', pick(CIRCUITS.slice(0, 6), random)),
            text('Weather', pick(WEATHER.slice(0, 3), random)),
            { key: 'Wet', boolean: true },
          ],
        },
      },
    }),
  },
  {
    name: 'three filters on details, any values',
    ask: (random) => ({
      query: LIST,
      variables: {
        filter: {
          details: [
            text('Driver', pick(DRIVERS, random)),
            text('Circuit', pick(CIRCUITS, random)),
            { key: 'Fuel', number: { gt: 50 + random() * 50 } },
          ],
        },
      },
    }),
  },
  {
    name: 'sorted by a detail',
    ask: (random) => ({
      query: LIST,
      variables: {
        orderBy: [
          {
            property: `details.${pick(['Fuel', 'Driver', 'Run', 'Serial'], random)}`,
            direction: random() < 0.5 ? 'ASC' : 'DESC',
          },
        ],
      },
    }),
  },
  {
    name: 'text search, one word',
    ask: (random) => ({
      query: LIST,
      variables: { search: pick([...CIRCUITS, ...NOTES].join(' ').split(' '), random) },
    }),
  },
  {
    name: 'text search, two words, rare together',
    ask: (random) => ({
      query: LIST,
      variables: { search: `${pick(CIRCUITS, random)} gearbox` },
    }),
  },
  {
    name: 'metamodel',
    ask: () => ({
      query:
        '{ metamodel { sessionCount properties { id type sessionCount values minimum maximum } } }',
    }),
  },
  {
    name: 'one session with everything',
    ask: (random, sessions) => ({
      query: `query ($identity: String!) { session(identity: $identity) {
        identity identifier state timestamp timeRange { startTime endTime } duration type quality
        group version labels details items { key type value } configBindings { identifier }
        laps { number name startTime endTime duration isFastest } fastestLap { number }
        constants { name value } folders { identity label } children { identity }
      } }`,
      variables: {
        identity: identityOf(sessions - Math.floor(random() * lappedOf(sessions))),
      },
    }),
  },
  {
    name: '50 sessions with 10 laps each',
    ask: () => ({
      query:
        '{ sessions(first: 50) { nodes { identity identifier laps { number name startTime } } } }',
    }),
  },
  {
    name: 'one session with its laps',
    ask: (random, sessions) => ({
      query:
        'query ($identity: String!) { session(identity: $identity) { identity identifier state timestamp laps { number name startTime } } }',
      variables: {
        identity: identityOf(sessions - Math.floor(random() * lappedOf(sessions))),
      },
    }),
  },
  {
    name: 'how many there are, with a filter',
    ask: (random) => ({
      query: 'query ($filter: SessionFilter) { sessions(filter: $filter) { totalCount } }',
      variables: { filter: { details: [text('Driver', pick(DRIVERS, random))] } },
    }),
  },
];

function identityOf(id: number): string {
  return `5e551017-0000-4000-8000-${id.toString(16).padStart(12, '0')}`;
}
