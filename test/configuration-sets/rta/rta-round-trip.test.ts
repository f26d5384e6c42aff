import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConfigurationContent } from '../../../src/configuration-sets/configuration-content.ts';
import { hashConfiguration } from '../../../src/configuration-sets/configuration-hash.ts';
import { listRtaLosses } from '../../../src/configuration-sets/rta/list-rta-losses.ts';
import { parseRtaConfiguration } from '../../../src/configuration-sets/rta/parse-rta-configuration.ts';
import { readRtaConfiguration } from '../../../src/configuration-sets/rta/read-rta-configuration.ts';
import { toRtaConfiguration } from '../../../src/configuration-sets/rta/to-rta-configuration.ts';
import { validateConfiguration } from '../../../src/configuration-sets/validate-configuration.ts';
import { AppError } from '../../../src/errors.ts';
import { anyDocument, FULL_DOCUMENT } from './rta-documents.ts';

/** Replacements for any value of a document. */
const damages = fc.oneof(
  // Read anew each time: a list put into itself would have no end.
  fc
    .constantFrom(
      'null',
      'true',
      '""',
      '"x"',
      '0',
      '-1',
      '9007199254740992',
      '1e308',
      '[]',
      '[null]',
      '{}',
      '[[]]',
    )
    .map((json): unknown => JSON.parse(json)),
  fc.anything({ withNullPrototype: true, withSparseArray: true, withBigInt: true, withDate: true }),
);

type Container = Record<string | number, unknown>;

/** Every member and entry of a document, whatever its depth. */
function listPlaces(value: unknown): { readonly holder: Container; readonly key: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Container;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...listPlaces(holder[key])]);
}

function replace(holder: Container, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true });
}

/** Errors at publication; functions that are not evaluated are errors only of a strict reading. */
function listErrors(content: ConfigurationContent, strict = false) {
  const { errors } = validateConfiguration(content, 'input');
  return errors.filter(({ path }) => strict || !path.endsWith('.function'));
}

describe('toRtaConfiguration after parseRtaConfiguration', () => {
  it('gives a document with the same content and the same hash', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const { content } = parseRtaConfiguration(document);
        const again = readRtaConfiguration(JSON.stringify(toRtaConfiguration(content))).content;
        expect(again).toEqual(content);
        expect(hashConfiguration(again)).toBe(hashConfiguration(content));
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same document from then on', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const once = JSON.stringify(toRtaConfiguration(parseRtaConfiguration(document).content));
        const twice = JSON.stringify(toRtaConfiguration(readRtaConfiguration(once).content));
        expect(twice).toBe(once);
      }),
    );
  });

  it('keeps a document that states no defaults as it is', () => {
    const { content } = parseRtaConfiguration(FULL_DOCUMENT);
    expect(listRtaLosses(content)).toEqual([]);
    expect(readRtaConfiguration(JSON.stringify(toRtaConfiguration(content))).content).toEqual(
      content,
    );
  });

  it('loses nothing that came from a document', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        expect(listRtaLosses(parseRtaConfiguration(document).content)).toEqual([]);
      }),
    );
  });
});

describe('parseRtaConfiguration', () => {
  it('gives content that can be published', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const { content } = parseRtaConfiguration(document);
        expect(listErrors(content)).toEqual([]);
      }),
    );
  });

  it('throws nothing but AppError for a damaged document, and accepts nothing invalid', () => {
    const damage = fc.record({ place: fc.nat(), value: damages });
    const counts = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(
        fc.oneof(anyDocument, fc.constant(FULL_DOCUMENT)),
        fc.array(damage, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        (document, list, strict) => {
          const damaged: unknown = JSON.parse(JSON.stringify(document));
          for (const { place, value } of list) {
            const places = listPlaces(damaged);
            const at = places[place % Math.max(1, places.length)];
            if (at) replace(at.holder, at.key, value);
          }
          try {
            const { content } = parseRtaConfiguration(damaged, { strict });
            counts.accepted += 1;
            expect(listErrors(content, strict)).toEqual([]);
          } catch (error) {
            if (!(error instanceof AppError)) throw error;
            counts.refused += 1;
            expect(error).toMatchObject({ code: 'BAD_USER_INPUT' });
          }
        },
      ),
      { numRuns: 1_000 },
    );
    expect(counts.accepted).toBeGreaterThan(0);
    expect(counts.refused).toBeGreaterThan(0);
  });

  it('throws nothing but AppError for any value', () => {
    fc.assert(
      fc.property(fc.anything(), (document) => {
        try {
          parseRtaConfiguration(document);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
    );
  });
});
