import { describe, expect, it } from 'vitest';
import { type Json, PUBLISH, useCatalogue } from './catalogue-client.ts';

const catalogue = useCatalogue();
const { ask, askData, refusal } = catalogue;

const inputOf = (...applications: Json[]) => ({
  input: {
    identifier: 'bad',
    applications: applications.map((one, i) => ({ name: `A${i}`, ...one })),
  },
});

/** Problems by their path, which begins after the application's. */
async function problemsOf(...applications: Json[]): Promise<Record<string, string>> {
  const { errors = [] } = await ask(PUBLISH, inputOf(...applications));
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
  const problems = errors[0]?.extensions.problems as { path: string; message: string }[];
  return Object.fromEntries(
    problems.map(({ path, message }) => [path.replace('input.applications', ''), message]),
  );
}

const parameter = (identifier: string, more: Json = {}) => ({ identifier, name: 'n', ...more });

describe('createConfigurationSet', () => {
  it('reports all problems at once, each with its place', async () => {
    const found = await problemsOf(
      {
        channels: [
          { channelId: 1 },
          { channelId: 1 },
          { channelId: 2, dataSource: 'PERIODIC' },
          { channelId: 3, dataSource: 'PERIODIC', interval: '-5' },
          { channelId: 4, dataSource: 'SUB_SAMPLED_PERIODIC' },
          { channelId: 5, dataSource: 'TIMESTAMPED', interval: '5' },
          { channelId: 6, dataSource: 'PERIODIC', interval: '10' },
          { channelId: 7, dataSource: 'PERIODIC', interval: '10' },
        ],
        conversions: [
          { rational: { name: 'c' } },
          { formula: { name: 'c', formula: '1' } },
          { rational: { name: '' } },
        ],
        parameters: [
          parameter('p'),
          parameter('p'),
          parameter(''),
          parameter('q', { name: '', conversion: 'none', channels: [1, 99], bitShift: 32 }),
          parameter('r', { channels: [6, 7] }),
        ],
        groups: [
          { identifier: 'g', parameters: ['p', 'none'] },
          { identifier: 'h', groups: [{ identifier: 'g' }] },
        ],
        eventDefinitions: [
          { eventDefinitionId: 1, description: 'd' },
          { eventDefinitionId: 1, description: 'd', groupName: 'A0' },
          { eventDefinitionId: 1, description: 'd', groupName: 'other' },
        ],
        errorDefinitions: [
          { name: 'e', group: 'g', currentParameter: 'p', loggedParameter: 'p', bit: 32 },
          { name: 'e', group: 'g', currentParameter: 'p', loggedParameter: 'p' },
        ],
      },
      { name: 'A0', parameters: [parameter('p', { channels: [1] })] },
    );
    expect(found).toEqual({
      '[0].channels[1].channelId': 'The channel "1" is defined twice.',
      '[0].channels[2].interval': 'Expected a positive interval for a PERIODIC channel, got 0.',
      '[0].channels[3].interval': 'Expected a positive interval for a PERIODIC channel, got -5.',
      '[0].channels[4].interval':
        'Expected a positive interval for a SUB_SAMPLED_PERIODIC channel, got 0.',
      '[0].channels[5].interval':
        'Expected no interval for a TIMESTAMPED channel, whose samples carry their own times, got 5.',
      '[0].conversions[1].name': 'The conversion "c" is defined twice.',
      '[0].conversions[2].name': 'Expected 1 to 512 characters, got 0.',
      '[0].parameters[1].identifier': 'The parameter "p" is defined twice.',
      '[0].parameters[2].identifier': 'Expected 1 to 512 characters, got 0.',
      '[0].parameters[3].name': 'Expected a name, got "".',
      '[0].parameters[3].conversion': 'The application "A0" has no conversion "none".',
      '[0].parameters[3].bitShift': 'Expected a shift from -31 to 31, got 32.',
      '[0].parameters[3].channels[1]': 'The application "A0" has no channel 99.',
      '[0].parameters[4].channels[1]': 'Two channels of "r" share the interval 10.',
      '[0].groups[0].parameters[1]': 'The application "A0" has no parameter "none".',
      '[0].groups[1].groups[0].identifier': 'The group "g" is defined twice.',
      '[0].eventDefinitions[1]': 'The event definition "1 of A0" is defined twice.',
      '[0].errorDefinitions[0].bit': 'Expected a bit from 0 to 31, got 32.',
      '[0].errorDefinitions[1].name': 'The error definition "e" is defined twice.',
      '[1].name': 'The application "A0" is defined twice.',
      '[1].parameters[0].identifier': 'The parameter "p" is defined twice.',
      '[1].parameters[0].channels[0]': 'The application "A0" has no channel 1.',
    });
    expect(await askData('{ configurationSet(identifier: "bad") { hash } }')).toEqual({
      configurationSet: null,
    });
  });

  it('leads with the first problem, and says how many there are', async () => {
    const { errors } = await ask(
      PUBLISH,
      inputOf({ parameters: [parameter('a'), parameter('a'), parameter('b'), parameter('b')] }),
    );
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(/^The parameter "a" is defined twice\. And 1 more problem/),
        extensions: { argument: 'input.applications[0].parameters[1].identifier' },
      },
    ]);
  });

  it.each<[string, Json]>([
    ['a rational of five coefficients', { rational: { name: 'c', coefficients: [1, 2, 3, 4, 5] } }],
    ['a table without entries', { table: { name: 'c', rawValues: [], calibratedValues: [] } }],
    [
      'a table of unequal lists',
      { table: { name: 'c', rawValues: [1], calibratedValues: [1, 2] } },
    ],
    [
      'a table that does not ascend',
      { table: { name: 'c', rawValues: [2, 1], calibratedValues: [1, 2] } },
    ],
    ['texts of unequal lists', { text: { name: 'c', rawValues: [1], texts: [] } }],
    ['a formula that is none', { formula: { name: 'c', formula: '$raw +' } }],
    ['a formula of two variables', { formula: { name: 'c', formula: '$a + $b' } }],
    ['a formula that is a program', { formula: { name: 'c', formula: 'process.exit(1)' } }],
    ['a formula that nests without end', { formula: { name: 'c', formula: '('.repeat(100_000) } }],
  ])('refuses %s', async (_name, conversion) => {
    const found = await problemsOf({ conversions: [{ rational: { name: 'good' } }, conversion] });
    expect(Object.keys(found)).toEqual(['[0].conversions[1]']);
    expect(found['[0].conversions[1]']?.length).toBeLessThan(1_100);
  });

  it('warns of what may not be meant, and publishes it', async () => {
    const { createConfigurationSet } = await askData(PUBLISH, {
      input: {
        identifier: 'odd',
        applications: [
          {
            name: 'A',
            channels: [{ channelId: 1, dataType: 'FLOATING_POINT_32BIT' }],
            conversions: [{ rational: { name: 'slip', coefficients: [0, 2, 5, 0, 1, 0] } }],
            parameters: [parameter('p', { dataBitMask: 255, channels: [1] })],
            eventDefinitions: [
              { eventDefinitionId: 1, description: 'e', conversions: ['a', 'b', 'c', 'd'] },
            ],
          },
        ],
      },
    });
    expect(createConfigurationSet.created).toBe(true);
    expect(createConfigurationSet.warnings.map(({ code, path }: Json) => [code, path])).toEqual([
      ['RATIONAL_DENOMINATOR_SUSPECT', 'input.applications[0].conversions[0]'],
      ['EVENT_CONVERSIONS', 'input.applications[0].eventDefinitions[0]'],
      ['BITS_OF_FLOAT', 'input.applications[0].parameters[0]'],
    ]);
  });

  it.each([
    ['no field', {}],
    ['two fields', { rational: { name: 'a' }, formula: { name: 'b', formula: '1' } }],
  ])('refuses a conversion of %s', async (_name, conversion) => {
    const { code, message } = await refusal(PUBLISH, inputOf({ conversions: [conversion] }));
    expect(code).toBe('BAD_USER_INPUT');
    expect(message).toContain(
      'Exactly one key must be specified for OneOf type "ConversionInput".',
    );
  });
});

const nested = (depth: number) => {
  let group: Json = { identifier: `g${depth}` };
  for (let i = depth - 1; i >= 1; i--) group = { identifier: `g${i}`, groups: [group] };
  return group;
};

describe('hostile configurations', () => {
  it('nest groups 32 deep, and no deeper', async () => {
    const { configurationSet } = (
      await askData(PUBLISH, {
        input: { identifier: 'deep', applications: [{ name: 'A', groups: [nested(32)] }] },
      })
    ).createConfigurationSet;
    expect(configurationSet.identifier).toBe('deep');
    const found = await problemsOf({ groups: [nested(33)] });
    expect(Object.values(found)).toEqual(['Groups nest at most 32 deep.']);
    expect(Object.keys(found)[0]).toBe(`[0]${'.groups[0]'.repeat(33)}`);
  });

  it.each([1_000, 20_000])(
    'are refused with %i nested groups, before they cost stack',
    async (depth) => {
      const open = '{"identifier":"g","groups":['.repeat(depth);
      const body = `{"query":${JSON.stringify(PUBLISH)},"variables":{"input":{"identifier":"x",
      "applications":[{"name":"A","groups":[${open}${']}'.repeat(depth)}]}]}}}`;
      const response = await catalogue.app.fetch('http://localhost/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      expect(await response.json()).toMatchObject({
        errors: [
          {
            message:
              'Expected variables of at most 200 levels of lists and objects, got more in "$input".',
            extensions: { code: 'BAD_USER_INPUT', limit: 200 },
          },
        ],
      });
    },
  );

  it('are reported in at most a hundred problems', async () => {
    const parameters = Array.from({ length: 5_000 }, () => parameter('same'));
    expect(Object.keys(await problemsOf({ parameters }))).toHaveLength(100);
  });

  it('keep a text of a megabyte that names nothing', async () => {
    const description = 'ü'.repeat(500_000);
    const input = { identifier: 'long', description, applications: [{ name: 'A', description }] };
    await askData(PUBLISH, { input });
    const { configurationSet } = await askData(
      '{ configurationSet(identifier: "long") { description applications { description } } }',
    );
    expect(configurationSet.description).toBe(description);
    expect(configurationSet.applications[0].description).toBe(description);
  });

  it.each(['name', 'identifier'])('are refused with a megabyte as %s of a thing', async (field) => {
    const long = 'x'.repeat(1_000_000);
    const application =
      field === 'name' ? { name: long } : { parameters: [parameter(long), parameter(long)] };
    const { errors } = await ask(PUBLISH, inputOf(application));
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(JSON.stringify(errors).length).toBeLessThan(20_000);
  });

  it('are refused with numbers that are not finite', async () => {
    const query = PUBLISH;
    const body = JSON.stringify({
      query,
      variables: inputOf({ parameters: [parameter('p', { minimum: 0 })] }),
    }).replace('"minimum":0', '"minimum":-1e999');
    const response = await catalogue.app.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const { errors } = (await response.json()) as { errors: { message: string }[] };
    expect(errors[0]?.message).toContain('Float cannot represent non numeric value: -Infinity');
  });

  it('keep names that mean something to JavaScript', async () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const input = {
      identifier: '__proto__',
      applications: names.map((name, i) => ({
        name,
        channels: [{ channelId: i }],
        conversions: [{ rational: { name } }],
        parameters: [parameter(name, { conversion: name, channels: [i] })],
        groups: [{ identifier: name, parameters: [name] }],
      })),
    };
    expect((await askData(PUBLISH, { input })).createConfigurationSet.created).toBe(true);
    const { configurationSet } = await askData(`{ configurationSet(identifier: "__proto__") {
      applications { name groups { identifier parameters { identifier conversion { name } } } } } }`);
    expect(configurationSet.applications).toEqual(
      names.map((name) => ({
        name,
        groups: [{ identifier: name, parameters: [{ identifier: name, conversion: { name } }] }],
      })),
    );
  });
});
