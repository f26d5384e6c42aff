import { GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';
import { malformed } from '../errors.ts';
import { BASE64 } from '../lib/base64.ts';
import { parseNanoseconds } from '../lib/parse-nanoseconds.ts';
import { parseZonedInstant, type ZonedInstant } from '../lib/zoned-instant.ts';
import { builder } from './builder.ts';

function describe(value: unknown): string {
  const text = typeof value === 'bigint' ? String(value) : JSON.stringify(value);
  return text === undefined ? typeof value : text.length > 80 ? `${text.slice(0, 80)}...` : text;
}

/** A literal of any kind as plain JSON, integers of any size as their digits. */
function fromLiteral(node: ValueNode, variables?: Record<string, unknown> | null): unknown {
  return node.kind === Kind.INT ? node.value : valueFromASTUntyped(node, variables);
}

builder.addScalarType(
  'Nanoseconds',
  new GraphQLScalarType<bigint, string>({
    name: 'Nanoseconds',
    description:
      'A signed 64-bit integer: nanoseconds since the Unix epoch (an instant), or a span of nanoseconds. A decimal string on the wire, since JSON numbers of most clients cannot hold it; integers up to 2^53 - 1 are accepted too.',
    serialize: (value) => String(value),
    parseValue: (value) => parseNanoseconds(value),
    parseLiteral: (node, variables) => parseNanoseconds(fromLiteral(node, variables)),
  }),
);

builder.addScalarType(
  'DateTime',
  new GraphQLScalarType<ZonedInstant, string>({
    name: 'DateTime',
    description:
      'An instant as RFC 3339 text, for example "2021-05-06T18:58:56.20289+01:00". The offset from UTC is required and kept, as are up to nine digits of the second\'s fraction.',
    serialize: (value) => (value as ZonedInstant).text,
    parseValue: (value) => parseZonedInstant(value),
    parseLiteral: (node, variables) => parseZonedInstant(fromLiteral(node, variables)),
  }),
);

builder.addScalarType(
  'JSON',
  new GraphQLScalarType<unknown, unknown>({
    name: 'JSON',
    description: 'Any JSON value.',
  }),
);

function parseObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformed(`Expected a JSON object, got ${describe(value)}.`);
  }
  return value as Record<string, unknown>;
}

builder.addScalarType(
  'JSONObject',
  new GraphQLScalarType<Record<string, unknown>, unknown>({
    name: 'JSONObject',
    description: 'A JSON object.',
    parseValue: parseObject,
    parseLiteral: (node, variables) => parseObject(valueFromASTUntyped(node, variables)),
  }),
);

function parseBase64(value: unknown): Uint8Array {
  if (typeof value !== 'string' || !BASE64.test(value)) {
    throw malformed(`Expected base64 text (RFC 4648, padded), got ${describe(value)}.`);
  }
  return Buffer.from(value, 'base64');
}

builder.addScalarType(
  'Base64',
  new GraphQLScalarType<Uint8Array, string>({
    name: 'Base64',
    description: 'Bytes as base64 text (RFC 4648, padded).',
    serialize: (value) => {
      const bytes = value as Uint8Array;
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
    },
    parseValue: parseBase64,
    parseLiteral: (node, variables) => parseBase64(fromLiteral(node, variables)),
  }),
);

function parseUInt32(value: unknown): number {
  const number = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
  if (
    typeof number !== 'number' ||
    !Number.isInteger(number) ||
    number < 0 ||
    number > 0xffffffff
  ) {
    throw malformed(`Expected an integer from 0 to 4294967295, got ${describe(value)}.`);
  }
  return number;
}

builder.addScalarType(
  'UInt32',
  new GraphQLScalarType<number, number>({
    name: 'UInt32',
    description: 'An unsigned 32-bit integer, from 0 to 4294967295.',
    serialize: (value) => Number(value),
    parseValue: parseUInt32,
    parseLiteral: (node, variables) => parseUInt32(fromLiteral(node, variables)),
  }),
);

// Whole arrays that graphql-js hands on as one value, instead of walking them element by element.

builder.addScalarType(
  'Floats',
  new GraphQLScalarType<Float64Array, number[]>({
    name: 'Floats',
    description: 'A whole array of numbers; null stands where a value is not finite.',
    // JSON.stringify writes null for NaN and the infinities, but only within plain arrays.
    serialize: (value) => Array.from(value as Float64Array),
  }),
);

builder.addScalarType(
  'NanosecondsList',
  new GraphQLScalarType<readonly string[], readonly string[]>({
    name: 'NanosecondsList',
    description: 'A whole array of nanoseconds since the Unix epoch, each a decimal string.',
    serialize: (value) => value as readonly string[],
  }),
);

builder.addScalarType(
  'Strings',
  new GraphQLScalarType<readonly (string | null)[], readonly (string | null)[]>({
    name: 'Strings',
    description: 'A whole array of texts; null stands where there is none.',
    serialize: (value) => value as readonly (string | null)[],
  }),
);
