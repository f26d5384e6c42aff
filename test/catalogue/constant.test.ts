import { describe, expect, it } from 'vitest';
import { useCatalogue } from './catalogue-client.ts';

const { create, read, askData, refusal } = useCatalogue();

const PUT = `mutation ($session: String!, $constants: [ConstantInput!]!) {
  putConstants(session: $session, constants: $constants) {
    applied session { constants { name value unit format description formatted } }
  }
}`;

describe('putConstants', () => {
  it('stores constants, and gives them by name', async () => {
    const session = await create({ state: 'CLOSED' });
    const constants = [
      { name: 'wheel', value: 0.33, unit: 'm', format: '%5.3f', description: 'Rolling radius' },
      { name: 'Mass', value: 798 },
    ];
    expect((await askData(PUT, { session, constants })).putConstants).toEqual({
      applied: true,
      session: {
        constants: [
          {
            name: 'Mass',
            value: 798,
            unit: null,
            format: null,
            description: null,
            formatted: '798',
          },
          { ...constants[0], formatted: '0.330' },
        ],
      },
    });
    expect(
      await read(
        session,
        'one: constant(name: "Mass") { value } none: constant(name: "mass") { value }',
      ),
    ).toEqual({ one: { value: 798 }, none: null });
  });

  it('replaces those of the same name whole, the last of a request winning', async () => {
    const session = await create();
    await askData(PUT, { session, constants: [{ name: 'a', value: 1, unit: 'm' }] });
    await askData(PUT, {
      session,
      constants: [
        { name: 'a', value: 2, format: '%d' },
        { name: 'a', value: 3 },
      ],
    });
    expect((await read(session, 'constants { value unit format }')).constants).toEqual([
      { value: 3, unit: null, format: null },
    ]);
  });

  it.each([
    0,
    0.1,
    -1e-300,
    5e-324,
    2 ** 53 + 2,
    3.4028234663852886e38,
    1.2084012550442912e292,
    1.7976931348623157e308,
  ])('keeps %d to the last bit', async (value) => {
    const session = await create();
    await askData(PUT, { session, constants: [{ name: 'a', value }] });
    expect((await read(session, 'constants { value }')).constants).toEqual([{ value }]);
  });

  it.each([
    [null, 0.5, '0.5'],
    ['%5.2f', 2.345, ' 2.35'],
    ['%05d rpm', 123.9, '00123 rpm'],
    ['%x', 255, 'ff'],
    ['%e', 12345.678, '1.234568e+04'],
    ['5.1f', 2, '  2.0'],
    ['no format', 2, '2'],
    ['%q', 1.5, '1.5'],
  ])('writes by the format %j', async (format, value, formatted) => {
    const session = await create();
    await askData(PUT, { session, constants: [{ name: 'a', value, format }] });
    expect((await read(session, 'constants { formatted }')).constants).toEqual([{ formatted }]);
  });

  it.each(['', 'n'.repeat(151)])('refuses a name of a length out of range', async (name) => {
    const session = await create();
    const constants = [
      { name: 'good', value: 1 },
      { name, value: 1 },
    ];
    expect(await refusal(PUT, { session, constants })).toEqual({
      code: 'BAD_USER_INPUT',
      message: `Expected 1 to 150 characters, got ${name.length}.`,
      argument: 'constants[1].name',
    });
    expect((await read(session, 'constants { name }')).constants).toEqual([]);
  });

  it('refuses a session that is not there', async () => {
    expect((await refusal(PUT, { session: 'nobody', constants: [] })).code).toBe('NOT_FOUND');
  });
});
