import { ALIGN_MODES, type AlignMode } from '../core/series/align-mode.ts';
import { REDUCTION_METHODS } from '../core/series/reduce-series.ts';
import { AppError, badInput } from '../errors.ts';
import { parseNanoseconds } from '../lib/parse-nanoseconds.ts';
import { checkUsableText } from '../lib/usable-text.ts';
import type { Resolution } from '../samples/samples.service.ts';
import type { Window } from '../samples/window.service.ts';
import {
  type BulkFormat,
  EXTENSIONS,
  TIME_FORMS,
  TIMES_OF_FORMAT,
  type TimeForm,
} from './bulk-format.ts';

/** What a bulk read is asked for. */
export interface BulkRequest {
  /** Identifiers, each once. */
  readonly parameters: readonly string[];
  /** Null for the whole session. */
  readonly window: Window | null;
  /** Null for every sample, or a grid. */
  readonly resolution: Resolution | null;
  /** Null for the samples' own instants. */
  readonly grid: { readonly interval: bigint; readonly mode: AlignMode } | null;
  /** Whether tables of texts give their texts instead of numbers. */
  readonly texts: boolean;
  /** How instants are written; null for the format's own way. */
  readonly time: TimeForm | null;
}

/** The fields of the query, with what each expects. */
const FIELDS: Readonly<Record<string, string>> = {
  parameters: 'identifiers of parameters, one a field, each once',
  startTime: 'an instant in nanoseconds since the Unix epoch',
  endTime: 'an instant in nanoseconds since the Unix epoch',
  offsetStart: "nanoseconds after the session's start",
  offsetEnd: "nanoseconds after the session's start",
  lap: 'the number of a lap',
  marker: 'the id of a marker',
  last: "nanoseconds before the session's end",
  maxPoints: 'a whole number from 4',
  method: `one of ${REDUCTION_METHODS.join(', ')}`,
  interval: 'nanoseconds, from 1',
  mode: `one of ${ALIGN_MODES.join(', ')}`,
  texts: 'true or false',
  time: `one of ${TIME_FORMS.join(', ')}`,
};

/** Windows: each is given by these fields, all of them. */
const WINDOWS: readonly (readonly string[])[] = [
  ['startTime', 'endTime'],
  ['offsetStart', 'offsetEnd'],
  ['lap'],
  ['marker'],
  ['last'],
];

/**
 * Read the query of a bulk read.
 *
 * @throws {AppError} BAD_USER_INPUT naming the field and what was expected, for one that is unknown,
 *   given twice, malformed, or contradicts another.
 */
export function readBulkRequest(query: URLSearchParams, format: BulkFormat): BulkRequest {
  const fields = readFields(query);
  const { get } = fields;
  const resolution = readResolution(fields);
  const grid = readGrid(fields);
  if (resolution && grid) {
    throw contradiction('interval', 'maxPoints', 'a number of points or a grid');
  }
  const texts = readOneOf(get('texts'), 'texts', ['true', 'false']) === 'true';
  if (texts && format === 'FLOAT64') {
    throw badInput('texts', 'Expected no texts in the format f64, which holds numbers only.');
  }
  const time = readOneOf(get('time'), 'time', TIME_FORMS) ?? null;
  if (time && !TIMES_OF_FORMAT[format].includes(time)) {
    const expected = TIMES_OF_FORMAT[format].join(', ') || 'no such field';
    const message = `Expected ${expected} with the format ${EXTENSIONS[format]}, got "${time}".`;
    throw badInput('time', message);
  }
  return {
    parameters: readParameters(query, format),
    window: readWindow(fields),
    resolution,
    grid,
    texts,
    time,
  };
}

/** Fields that are given once at most, by name. */
interface Fields {
  /** Undefined when the field is absent. */
  readonly get: (name: string) => string | undefined;
}

function readFields(query: URLSearchParams): Fields {
  const found = new Map<string, string>();
  for (const [name, value] of query) {
    const shown = name.slice(0, 80);
    if (!Object.hasOwn(FIELDS, name)) {
      throw badInput(shown, `Expected fields ${Object.keys(FIELDS).join(', ')}, got "${shown}".`);
    }
    checkUsableText(value, `"${name}"`);
    if (name === 'parameters') continue;
    if (found.has(name)) throw badInput(name, `Expected the field "${name}" once, got it twice.`);
    found.set(name, value);
  }
  return { get: (name) => found.get(name) };
}

function readParameters(query: URLSearchParams, format: BulkFormat): string[] {
  const parameters = query.getAll('parameters');
  if (parameters.length === 0) throw malformedField('parameters', '');
  const twice = parameters.find((name, i) => parameters.indexOf(name) !== i);
  if (twice !== undefined) {
    throw badInput('parameters', `Expected each parameter once, got "${twice}" twice.`);
  }
  if (format === 'PARQUET' && parameters.includes('time')) {
    const message = 'Expected no parameter "time" in the format parquet, whose columns have names';
    throw badInput('parameters', `${message} of their own: it is the column of instants.`);
  }
  return parameters;
}

function readWindow(fields: Fields): Window | null {
  const { get } = fields;
  const given = WINDOWS.filter((names) => names.some((name) => get(name) !== undefined));
  const [names, other] = given;
  if (!names) return null;
  if (other) throw contradiction(firstGiven(other, get), firstGiven(names, get), 'one window');
  for (const name of names) {
    if (get(name) === undefined) {
      throw badInput(name, `Expected ${names.join(' and ')} together, got no "${name}".`);
    }
  }
  switch (names[0]) {
    case 'startTime':
      return { range: readRange(fields, 'startTime', 'endTime') };
    case 'offsetStart':
      return { offset: readRange(fields, 'offsetStart', 'offsetEnd') };
    case 'lap':
      return { lap: readLap(get('lap') ?? '') };
    case 'marker':
      return { marker: get('marker') ?? '' };
    default: {
      const last = readNanoseconds('last', get('last') ?? '');
      if (last < 0n) throw malformedField('last', String(last));
      return { last };
    }
  }
}

/** The first field of a window that was given. */
function firstGiven(names: readonly string[], get: Fields['get']): string {
  return names.find((name) => get(name) !== undefined) ?? '';
}

function readRange({ get }: Fields, start: string, end: string) {
  const startTime = readNanoseconds(start, get(start) ?? '');
  const endTime = readNanoseconds(end, get(end) ?? '');
  if (startTime > endTime) {
    throw badInput(start, `Expected ${start} <= ${end}, got ${startTime} > ${endTime}.`);
  }
  return { startTime, endTime };
}

function readLap(text: string): number {
  const lap = /^-?\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (Math.abs(lap) < 2 ** 31) return lap;
  throw malformedField('lap', text);
}

function readResolution({ get }: Fields): Resolution | null {
  const text = get('maxPoints');
  const method = readOneOf(get('method'), 'method', REDUCTION_METHODS);
  if (text === undefined) {
    if (method) throw badInput('method', 'Expected maxPoints with a method, got none.');
    return null;
  }
  const maxPoints = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (maxPoints >= 4) return { maxPoints, method };
  throw malformedField('maxPoints', text);
}

function readGrid({ get }: Fields): BulkRequest['grid'] {
  const text = get('interval');
  const mode = readOneOf(get('mode'), 'mode', ALIGN_MODES);
  if (text === undefined) {
    if (mode) throw badInput('mode', 'Expected an interval with a mode, got none.');
    return null;
  }
  const interval = readNanoseconds('interval', text);
  if (interval < 1n) throw malformedField('interval', text);
  return { interval, mode: mode ?? 'HOLD' };
}

function readNanoseconds(name: string, text: string): bigint {
  try {
    return parseNanoseconds(text);
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    throw malformedField(name, text);
  }
}

function readOneOf<const T extends string>(
  text: string | undefined,
  name: string,
  values: readonly T[],
): T | undefined {
  if (text === undefined) return undefined;
  const found = values.find((value) => value === text);
  if (found) return found;
  throw malformedField(name, text);
}

function malformedField(name: string, text: string): AppError {
  return badInput(name, `Expected ${FIELDS[name]}, got "${text.slice(0, 80)}".`);
}

function contradiction(name: string, other: string, expected: string): AppError {
  return badInput(name, `Expected ${expected}, got both "${other}" and "${name}".`);
}
