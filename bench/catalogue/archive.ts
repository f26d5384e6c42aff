import { createRandom } from '../../src/demo/random.ts';

/** A session of the archive, as plain values. */
export interface ArchivedSession {
  readonly id: number;
  readonly identity: string;
  readonly identifier: string;
  readonly state: number;
  readonly timestampNs: bigint;
  readonly durationNs: bigint;
  readonly type: string;
  readonly quality: number | null;
  readonly group: string | null;
  readonly version: string | null;
  readonly folder: string;
  readonly labels: readonly string[];
  readonly details: readonly (readonly [key: string, value: string | number | boolean | Date])[];
}

const FIRST = [
  'Ada',
  'Bruno',
  'Chiara',
  'Dario',
  'Elena',
  'Felix',
  'Greta',
  'Hugo',
  'Ines',
  'Jonas',
];
const LAST = ['Moreau', 'Rossi', 'Keller', 'Novak', 'Santos', 'Okafor', 'Tanaka', 'Lindqvist'];
export const DRIVERS = FIRST.flatMap((first) => LAST.map((last) => `${first} ${last}`));
export const CIRCUITS = [
  'Monza',
  'Spa',
  'Silverstone',
  'Suzuka',
  'Interlagos',
  'Imola',
  'Zandvoort',
  'Barcelona',
  'Hockenheim',
  'Nürburgring',
  'Spielberg',
  'Hungaroring',
  'Jerez',
  'Estoril',
  'Portimão',
  'Mugello',
  'Valencia',
  'Assen',
  'Brands Hatch',
  'Donington',
  'Paul Ricard',
  'Zolder',
  'Misano',
  'Lausitzring',
];
export const WEATHER = ['dry', 'damp', 'wet', 'overcast', 'sunny', 'windy'];
export const NOTES = [
  'long run',
  'qualifying simulation',
  'installation lap',
  'aero rake',
  'tyre comparison',
  'brake bedding',
  'systems check',
  'race start practice',
];
const TYPES = ['rta', 'sqlite', 'DDS', 'rig', 'simulator'];
const LABELS = [
  'race',
  'practice',
  'qualifying',
  'test',
  'shakedown',
  'rookie',
  'wind tunnel',
  'private',
  'rig',
  'filming',
  'wet',
  'baseline',
];

export const FOLDERS = 200;
/** How many of the newest sessions have laps. */
export const lappedOf = (count: number) => Math.min(count, Math.max(1_000, Math.ceil(count / 100)));
export const LAPS = 10;

/**
 * The archive of a company: sessions over six years, ten details each. Values are spread as in life:
 * few drivers drive most, some values are rare, one detail is different in every session.
 */
export function* createArchive(count: number): Generator<ArchivedSession> {
  const { uniform: random } = createRandom(20_261_122);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() ** 1.7 * list.length)] as T;
  const start = Date.UTC(2020, 0, 1);
  const span = Date.UTC(2026, 0, 1) - start;
  for (let id = 1; id <= count; id++) {
    // Roughly in the order of time, as an archive grows, with late arrivals.
    const ms = Math.floor(start + (span * (id - 1 + random() * 500)) / (count + 500));
    const circuit = pick(CIRCUITS);
    const driver = `${pick(FIRST)} ${pick(LAST)}`;
    const run = 1 + Math.floor(random() * 60);
    const labels = [...new Set([pick(LABELS), pick(LABELS)])];
    yield {
      id,
      identity: `5e551017-0000-4000-8000-${id.toString(16).padStart(12, '0')}`,
      identifier: `${circuit} ${new Date(ms).toISOString().slice(0, 10)} run ${run} car ${1 + (id % 22)}`,
      state: random() < 0.98 ? 4 : random() < 0.5 ? 12 : 28,
      timestampNs: BigInt(ms) * 1_000_000n,
      durationNs: BigInt(60 + Math.floor(random() * 3_000)) * 1_000_000_000n,
      type: pick(TYPES),
      quality: random() < 0.5 ? Math.round(random() * 100) / 100 : null,
      group: random() < 0.3 ? `model ${Math.floor(random() * 9)}` : null,
      version:
        random() < 0.3 ? `${1 + Math.floor(random() * 3)}.${Math.floor(random() * 20)}.0` : null,
      folder: `folder ${Math.floor(random() ** 2 * FOLDERS)}`,
      labels,
      details: [
        ['Driver', driver],
        ['Engineer', `${pick(FIRST)} ${pick(LAST)}`],
        ['Circuit', circuit],
        ['Car', 1 + (id % 22)],
        ['Run', run],
        ['Fuel', Math.round(random() * 1_100) / 10],
        ['Wet', random() < 0.15],
        ['Weather', pick(WEATHER)],
        ['Note', `${pick(NOTES)} ${random() < 0.001 ? 'gearbox failure' : 'ok'}`],
        ['Serial', `SN-${(id * 7_919) % 1_000_003}-${id}`],
      ],
    };
  }
}
