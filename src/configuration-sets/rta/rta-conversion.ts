import { type ConversionDefinition, compileConversion } from '../../core/conversions/conversion.ts';
import { classifyRational } from '../../core/conversions/rational.ts';
import { DecodeError } from '../../core/decode-error.ts';
import { checkFormat } from '../../core/format/format-number.ts';
import type { ConversionContent } from '../configuration-content.ts';
import { childPath, type JsonPath, quote } from './json-path.ts';
import { MAX_TEXT_LENGTH, type RtaObject } from './rta-object.ts';
import { defaultFormat, ONE_TO_ONE } from './rta-words.ts';

const KINDS = ['rational', 'table', 'text', 'formula'] as const;

type Kind = (typeof KINDS)[number];

/** What counts until something better is read. */
const IDENTITY: ConversionDefinition = { kind: 'rational', coefficients: ONE_TO_ONE };

/** Read a conversion; without one of the four kinds it is 1:1. */
export function readConversion(source: RtaObject): ConversionContent {
  const name = source.name('name');
  const unit = source.text('unit') ?? '';
  const format = source.text('format');
  const kinds = KINDS.filter((kind) => source.has(kind));
  if (kinds.length > 1) {
    source.problems.error(
      source.path,
      `Expected at most one of ${KINDS.join(', ')}, got ${kinds.join(' and ')}.`,
    );
  }
  const definitions = kinds.map((kind) => readDefinition(source, kind, name));
  const definition = definitions[0] ?? IDENTITY;
  source.close();
  warnOfFormat(source, format);
  return { name, unit, format: format ?? defaultFormat(definition.kind), definition };
}

/** Warn of a format that no value can be written in. */
export function warnOfFormat(source: RtaObject, format: string | null): void {
  const problem = format ? checkFormat(format) : null;
  if (problem) source.problems.warn('FORMAT_UNUSABLE', source.at('format'), problem);
}

function readDefinition(source: RtaObject, kind: Kind, name: string): ConversionDefinition {
  const body = source.object(kind);
  if (!body) return IDENTITY;
  const before = source.problems.errorCount;
  const definition = readBody(body, kind, name);
  body.close();
  // What follows from an error that is reported would be a second report of it.
  if (source.problems.errorCount > before || source.problems.isFull) return IDENTITY;
  try {
    compileConversion(definition);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    source.problems.error(placeOf(error, body, kind), error.message);
  }
  return definition;
}

function readBody(body: RtaObject, kind: Kind, name: string): ConversionDefinition {
  switch (kind) {
    case 'rational':
      return readRational(body, name);
    case 'table': {
      body.require('raw');
      body.require('calibrated');
      const rawValues = body.numbers('raw');
      const calibratedValues = body.numbers('calibrated');
      const interpolated = body.boolean('interpolated') ?? false;
      return { kind, rawValues, calibratedValues, interpolated };
    }
    case 'text': {
      body.require('keys');
      body.require('values');
      const rawValues = body.numbers('keys');
      const texts = body.texts('values', MAX_TEXT_LENGTH).map(({ value }) => value);
      return { kind, rawValues, texts, defaultText: body.text('default') ?? '' };
    }
    case 'formula':
      body.require('code');
      return { kind, formula: body.text('code') ?? '' };
  }
}

function readRational(body: RtaObject, name: string): ConversionDefinition {
  const { problems } = body;
  const place = body.at('coeffs');
  body.require('coeffs');
  const before = problems.errorCount;
  const coefficients = body.numbers('coeffs');
  if (problems.errorCount > before || !body.has('coeffs')) return IDENTITY;
  if (coefficients.length !== 6) {
    problems.error(place, `Expected six coefficients, got ${coefficients.length}.`);
    return IDENTITY;
  }
  const found = classifyRational(coefficients);
  if (found.kind === 'suspect') {
    problems.warn(
      'RATIONAL_DENOMINATOR_SUSPECT',
      place,
      `The denominator of ${quote(name)} is the raw value itself, a common slip; it is evaluated as c2 r + c3.`,
    );
  }
  if (coefficients.slice(3).every((coefficient) => coefficient === 0)) {
    problems.warn(
      'RATIONAL_DENOMINATOR_ZERO',
      place,
      `The denominator of ${quote(name)} is zero, so that it gives no values.`,
    );
  }
  // Two spellings of 1:1 would be two contents, and documents write one of them.
  return found.kind === 'identity' ? IDENTITY : { kind: 'rational', coefficients };
}

/** The core knows the entry of a table at fault, else the conversion as a whole is. */
function placeOf(error: DecodeError, body: RtaObject, kind: Kind): JsonPath {
  if (kind === 'formula') return body.at('code');
  if (kind === 'table' && error.offset !== null) return childPath(body.at('raw'), error.offset);
  return body.path;
}
