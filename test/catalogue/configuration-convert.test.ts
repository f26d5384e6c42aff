import { describe, expect, it } from 'vitest';
import { PUBLISH, useCatalogue } from './catalogue-client.ts';
import { WHOLE } from './whole-configuration.ts';

const { askData, refusal } = useCatalogue();

describe('convert', () => {
  it.each([
    ['kmh', [10, -1], [36, -3.6], [null, null], ['36.0', '-3.6']],
    [
      'temp',
      [-5, 0, 25, 100, 1e9],
      [-40, -40, 10, 160, 160],
      Array(5).fill(null),
      ['-40.000', '-40.000', '10.000', '160.000', '160.000'],
    ],
    ['gear', [0, 1, 2], [0, 1, 2], ['N', '1st', '?'], ['N', '1st', '?']],
    ['twice', [1.5], [4], [null], ['4.000']],
  ])('tries %s out', async (name, raw, values, texts, formatted) => {
    await askData(PUBLISH, { input: WHOLE });
    const query = `query ($name: String!, $raw: [Float!]!) { configurationSet(identifier: "whole") {
      conversion(name: $name) { convert(raw: $raw) { raw value text formatted } } } }`;
    const { configurationSet } = await askData(query, { name, raw });
    expect(configurationSet.conversion.convert).toEqual(
      raw.map((one, i) => ({
        raw: one,
        value: values[i],
        text: texts[i],
        formatted: formatted[i],
      })),
    );
  });

  it('is null where the denominator is zero', async () => {
    const conversions = [{ rational: { name: 'inverse', coefficients: [0, 0, 1, 0, 1, -2] } }];
    await askData(PUBLISH, {
      input: { identifier: 'inverse', applications: [{ name: 'A', conversions }] },
    });
    const { configurationSet } = await askData(`{ configurationSet(identifier: "inverse") {
      conversion(name: "inverse") { convert(raw: [2, 4]) { value formatted } } } }`);
    expect(configurationSet.conversion.convert).toEqual([
      { value: null, formatted: expect.stringMatching(/nan/) },
      { value: 0.5, formatted: '0.500' },
    ]);
  });

  it('refuses more than ten thousand values', async () => {
    await askData(PUBLISH, { input: WHOLE });
    const query = `query ($raw: [Float!]!) { configurationSet(identifier: "whole") {
      conversion(name: "kmh") { convert(raw: $raw) { value } } } }`;
    expect(await refusal(query, { raw: Array(10_001).fill(1) })).toEqual({
      code: 'BAD_USER_INPUT',
      message: 'Expected at most 10000 values, got 10001.',
      argument: 'raw',
    });
  });
});
