import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSamples } from '../../src/core/blocks/decode-samples.ts';
import { encodeSamples } from '../../src/core/blocks/encode-samples.ts';
import { compileFormat } from '../../src/core/format/format-number.ts';
import { compilePipeline, type PipelineDefinition } from '../../src/core/pipeline.ts';

const define = (definition: Partial<PipelineDefinition>): PipelineDefinition => ({
  dataType: 'SIGNED_16BIT',
  byteOrder: 'LITTLE_ENDIAN',
  bitShift: 0,
  dataBitMask: 0xffffffff,
  conversion: null,
  offset: 0,
  ...definition,
});
const DEPLOYED = define({
  dataType: 'UNSIGNED_16BIT',
  bitShift: 4,
  dataBitMask: 1,
  conversion: { kind: 'text', rawValues: [0, 1], texts: ['false', 'true'], defaultText: '' },
});
const GAIN = { kind: 'rational', coefficients: [0, 2, 1, 0, 0, 1] } as const;

describe('compilePipeline', () => {
  it('follows the published example from bytes to text', () => {
    const { toEngineering, text } = compilePipeline(DEPLOYED);
    const raw = decodeSamples(encodeSamples([7638], 'UNSIGNED_16BIT'), 'UNSIGNED_16BIT', 1);
    const [value] = toEngineering(raw);
    expect(value).toBe(1);
    expect(compileFormat('Deployed: %s')(value!, text?.(value!))).toBe('Deployed: true');
  });

  it('keeps raw values by default', () => {
    const raw = Float64Array.of(1, Number.NaN);
    const values = compilePipeline(define({ conversion: GAIN, offset: 0.5 })).toEngineering(raw);
    expect([...raw]).toEqual([1, Number.NaN]);
    expect([...values]).toEqual([3.5, Number.NaN]);
  });

  it('converts in place, or into the start of a longer array', () => {
    const { toEngineering } = compilePipeline(define({ conversion: GAIN }));
    const raw = Float64Array.of(1, 2);
    const longer = new Float64Array(3).fill(9);
    expect([...toEngineering(raw, longer)]).toEqual([3, 5]);
    expect([...longer]).toEqual([3, 5, 9]);
    expect(toEngineering(raw, raw)).toBe(raw);
    expect([...raw]).toEqual([3, 5]);
  });

  it('refuses an array that is too short', () => {
    const { toEngineering } = compilePipeline(define({}));
    expect(() => toEngineering(new Float64Array(2), new Float64Array(1))).toThrow(
      new RangeError('Expected room for 2 values, got 1.'),
    );
  });

  it('adds no offset to texts', () => {
    const { toEngineering } = compilePipeline({ ...DEPLOYED, offset: 100 });
    expect([...toEngineering(Float64Array.of(7638))]).toEqual([1]);
  });

  it('ignores the mask of a float channel', () => {
    const { toEngineering, isIdentity } = compilePipeline(
      define({ dataType: 'FLOATING_POINT_32BIT', dataBitMask: 255 }),
    );
    expect([...toEngineering(Float64Array.of(-7.5))]).toEqual([-7.5]);
    expect(isIdentity).toBe(true);
  });

  it.each<[string, Partial<PipelineDefinition>, boolean]>([
    ['nothing', {}, true],
    [
      'the documented identity',
      { conversion: { kind: 'rational', coefficients: [0, 1, 0, 0, 1, 0] } },
      true,
    ],
    ['a mask', { dataBitMask: 255 }, false],
    ['a shift', { bitShift: 1 }, false],
    ['an offset', { offset: 1 }, false],
    ['a gain', { conversion: GAIN }, false],
  ])('knows whether %s leaves raw values as they are', (_case, definition, expected) => {
    expect(compilePipeline(define(definition)).isIdentity).toBe(expected);
  });

  it('warns of the documented slip, unless strict', () => {
    const conversion = { kind: 'rational', coefficients: [0, 1, 5, 0, 1, 0] } as const;
    expect(compilePipeline(define({ conversion })).isSuspect).toBe(true);
    expect(compilePipeline(define({ conversion, strictRational: true })).isSuspect).toBe(false);
  });

  it.each<[string, Partial<PipelineDefinition>, string]>([
    ['integers as they are', {}, 'INCREASING'],
    ['a gain on integers', { conversion: GAIN }, 'INCREASING'],
    ['a gain on floats', { dataType: 'DOUBLE_64BIT', conversion: GAIN }, 'NONE'],
    ['floats as they are', { dataType: 'DOUBLE_64BIT' }, 'INCREASING'],
    ['floats with an offset', { dataType: 'DOUBLE_64BIT', offset: 1 }, 'NONE'],
    ['a mask', { dataBitMask: 255 }, 'NONE'],
    ['texts with an offset', { conversion: DEPLOYED.conversion, offset: 1e18 }, 'INCREASING'],
  ])('judges the order of %s', (_case, definition, expected) => {
    expect(compilePipeline(define(definition)).monotonicity(-100, 100)).toBe(expected);
  });

  it('gives for an array what it gives one by one', () => {
    const pipeline = compilePipeline(define({ conversion: GAIN, bitShift: 2, offset: -0.25 }));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -32_768, max: 32_767 })), (raw) => {
        expect([...pipeline.toEngineering(Float64Array.from(raw))]).toEqual(
          raw.map((value) => pipeline.toEngineering(Float64Array.of(value))[0]),
        );
      }),
    );
  });
});
