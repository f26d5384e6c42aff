import fc from 'fast-check';

/** A document that uses every member, of two applications. */
export const FULL_DOCUMENT = {
  demo: {
    desc: 'A demonstration',
    identity: { commsPath: 'ecu/one', applicationVersionId: '0100002A' },
    rda: { ownerId: 65535, support: 'notSupported' },
    tree: {
      groups: [
        {
          id: 'hydro:demo',
          desc: 'Hydraulics',
          groups: [{ id: 'pumps:demo', params: ['state:demo'] }],
          params: ['pressure:demo', 'state:demo'],
        },
      ],
      params: ['sum:demo'],
    },
    parameters: [
      {
        id: 'pressure:demo',
        name: 'pressure',
        desc: 'Pressure of the pump',
        min: -1,
        max: 12.5,
        warnMin: 0,
        warnMax: 10,
        format: '%6.1f',
        unit: 'bar',
        byteOrder: 'be',
        offset: 0.25,
        errorMask: '8000',
        conv: 'pressure:demo',
        channels: [0, 1],
      },
      {
        id: 'state:demo',
        name: 'state',
        desc: 'Deployment',
        shift: 4,
        mask: '1',
        conv: 'state:demo',
        channels: [2],
      },
      {
        type: 'virt',
        id: 'sum:demo',
        name: 'sum',
        desc: 'A sum',
        conv: '1to1:demo',
        func: { lang: 'sfdl', code: '$pressure:demo + 1' },
      },
    ],
    channels: [
      { id: 0, name: '0x8000', source: 'periodic', type: 'u16', interval: 10_000_000 },
      { id: 1, source: 'timestamped', type: 's32' },
      { id: 2, type: 'u16' },
    ],
    conversions: [
      {
        name: 'pressure:demo',
        unit: 'kPa',
        format: '%5.2f',
        table: { raw: [1, 2, 3], calibrated: [1, 20, 40], interpolated: true },
      },
      {
        name: 'state:demo',
        format: 'Deployed: %s',
        text: { keys: [0, 1], values: ['false', 'true'], default: 'unknown' },
      },
      { name: '1to1:demo', unit: '', format: '%5.3f' },
      { name: 'gain:demo', rational: { coeffs: [0, 2, 5, 0, 0, 1] } },
      { name: 'floor:demo', formula: { code: 'floor($raw / 60)' } },
    ],
    errors: [
      {
        name: 'failed:demo',
        desc: 'The pump has failed',
        group: 'hydro/pumps:demo',
        current: 'state:demo',
        logged: 'pressure:demo',
        bit: 3,
      },
    ],
    events: [
      {
        id: 431,
        code: 'E1',
        desc: '01AF:demo Some event',
        pri: 'high',
        convs: ['state:demo', '1to1:demo'],
      },
    ],
  },
  VIRT: {},
};

/** A document with one application, `demo`, of these members. */
export function demo(members: object): object {
  return { demo: members };
}

/** An application with one parameter, which has these members besides. */
export function withParameter(members: object, others: object = {}): object {
  return demo({
    tree: { params: ['p:demo'] },
    parameters: [{ id: 'p:demo', name: 'p', desc: 'A parameter', conv: 'c:demo', ...members }],
    channels: [
      { id: 0, type: 'u16' },
      { id: 1, type: 'f32' },
      { id: 2, type: 'u8', source: 'periodic', interval: 1000 },
      { id: 3, type: 'u16', source: 'periodic', interval: 1000 },
    ],
    conversions: [{ name: 'c:demo' }],
    ...others,
  });
}

/** An application with one conversion of these members. */
export function withConversion(members: object): object {
  return demo({ conversions: [{ name: 'c:demo', ...members }] });
}

const texts = fc.oneof(
  fc.string({ maxLength: 12, unit: 'grapheme' }).filter((text) => !text.includes('\0')),
  fc.constantFrom('', 'é', '日本', '"quoted"', '__proto__', '\\', '\n'),
);
const numbers = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(-0, 0, 1e300, 5e-324),
);
const masks = fc.oneof(
  fc.nat(0xffffffff).map((bits) => bits.toString(16)),
  fc.constantFrom('FFFFFFFF', '0', 'aB', '00000000'),
);
const applicationNames = fc.uniqueArray(
  fc.oneof(
    fc.constantFrom('__proto__', 'constructor', 'toString', 'VIRT', 'CANP', '7', '10', 'a b', 'é'),
    fc.string({ minLength: 1, maxLength: 8 }).filter((text) => !text.includes('\0')),
  ),
  { minLength: 1, maxLength: 4 },
);

const sometimes = { requiredKeys: [] };

const bodies = fc.oneof(
  fc.constant({}),
  fc.array(numbers, { minLength: 6, maxLength: 6 }).map((coeffs) => ({ rational: { coeffs } })),
  fc
    .constantFrom([0, 1, 0, 0, 1, 0], [0, 1, 0, 0, 0, 1], [0, 1, 5, 0, 1, 0], [0, 0, 9, 0, 1, 0])
    .map((coeffs) => ({ rational: { coeffs } })),
  fc
    .uniqueArray(fc.integer({ min: -999, max: 999 }), { minLength: 1, maxLength: 6 })
    .chain((raw) =>
      fc.record({
        raw: fc.constant(raw.sort((a, b) => a - b)),
        calibrated: fc.array(numbers, { minLength: raw.length, maxLength: raw.length }),
        interpolated: fc.boolean(),
      }),
    )
    .map((table) => ({ table })),
  fc.array(fc.tuple(numbers, texts), { maxLength: 5 }).map((entries) => ({
    text: { keys: entries.map(([key]) => key), values: entries.map(([, text]) => text) },
  })),
  fc.constantFrom('$raw * 2', 'x + 1', 'raw').map((code) => ({ formula: { code } })),
);

const channels = fc
  .record(
    {
      name: texts,
      type: fc.constantFrom('u8', 's8', 'u16', 's16', 'u32', 's32', 'f32', '3f32', 'f64'),
    },
    sometimes,
  )
  .chain((common) =>
    fc.oneof(
      fc.constant(common),
      fc
        .constantFrom('can', 'event', 'synchro', 'timestamped', 'row')
        .map((source) => ({ ...common, source })),
      fc
        .record({
          source: fc.constantFrom('periodic', 'subSampledPeriodic'),
          interval: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        })
        .map((timing) => ({ ...common, ...timing })),
    ),
  );

const parameters = fc.record(
  {
    name: texts.filter((text) => text !== ''),
    desc: texts,
    min: numbers,
    max: numbers,
    warnMin: numbers,
    warnMax: numbers,
    format: texts,
    unit: texts,
    byteOrder: fc.constantFrom('le', 'be'),
    shift: fc.integer({ min: -31, max: 31 }),
    mask: masks,
    errorMask: masks,
    offset: numbers,
    type: fc.constantFrom('std', 'virt'),
    func: fc.record(
      { code: texts, lang: fc.constantFrom('fdl', 'sfdl', 'C#', 'fdl#', 'fdl#Script') },
      { requiredKeys: ['code'] },
    ),
    conv: fc.nat(9),
    channels: fc.uniqueArray(fc.nat(9), { maxLength: 4 }),
  },
  { requiredKeys: ['name'] },
);

const applications = fc.record({
  head: fc.record(
    {
      desc: texts,
      identity: fc.record({
        commsPath: texts,
        applicationVersionId: fc.constantFrom('0100002A', 'ffffffff'),
      }),
      rda: fc.record({
        ownerId: fc.nat(0xffffffff),
        support: fc.constantFrom('supported', 'notSupported'),
      }),
    },
    sometimes,
  ),
  conversions: fc.array(bodies, { maxLength: 4 }),
  channels: fc.array(channels, { maxLength: 4 }),
  parameters: fc.array(parameters, { maxLength: 5 }),
  /** Group i stands in group `parent`, when that is an earlier one. */
  groups: fc.array(
    fc.record({ parent: fc.nat(5), desc: texts, members: fc.uniqueArray(fc.nat(9)) }),
    { maxLength: 4 },
  ),
  direct: fc.uniqueArray(fc.nat(9)),
  errors: fc.array(fc.record({ desc: texts, bit: fc.nat(31) }, sometimes), { maxLength: 2 }),
  events: fc.uniqueArray(
    fc.record(
      {
        id: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
        code: texts,
        desc: texts,
        pri: fc.constantFrom('debug', 'low', 'medium', 'high'),
        convs: fc.array(texts, { maxLength: 4 }),
      },
      { requiredKeys: ['id'] },
    ),
    { maxLength: 3, selector: ({ id }) => id },
  ),
});

type ApplicationPlan = typeof applications extends fc.Arbitrary<infer T> ? T : never;

interface Group {
  readonly id: string;
  readonly groups: Group[];
}

/** Ids are made of the plan's indices; those without a target are left out. */
function toApplication(plan: ApplicationPlan, name: string, firstChannel: number): object {
  const id = (kind: string, i: number) => `${kind}${i}:${name}`;
  const within =
    <T>(list: readonly T[]) =>
    (i: number) =>
      i < list.length;
  const isFloat = (i: number) => !/^[us]/.test(plan.channels[i]?.type ?? 'f64');
  const groups: Group[] = [];
  const top: Group[] = [];
  plan.groups.forEach(({ parent, desc, members }, i) => {
    const params = members.filter(within(plan.parameters)).map((member) => id('p', member));
    const group = { id: id('g', i), desc, groups: [], params };
    (groups[parent]?.groups ?? top).push(group);
    groups.push(group);
  });
  return {
    ...plan.head,
    tree: {
      groups: top,
      params: plan.direct.filter(within(plan.parameters)).map((i) => id('p', i)),
    },
    conversions: plan.conversions.map((body, i) => ({ name: id('c', i), ...body })),
    channels: plan.channels.map((channel, i) => ({ id: firstChannel + i, ...channel })),
    parameters: plan.parameters.map(({ conv, channels: own = [], ...parameter }, i) => {
      const known = own.filter(within(plan.channels));
      const intervals = known.map((c) => (plan.channels[c] as { interval?: number }).interval);
      const isPlain = known.some(isFloat);
      return {
        id: id('p', i),
        ...parameter,
        ...(isPlain ? { shift: 0, mask: 'ffffffff' } : {}),
        ...(conv !== undefined && within(plan.conversions)(conv) ? { conv: id('c', conv) } : {}),
        channels: known
          .filter((_, c) => !intervals[c] || intervals.indexOf(intervals[c]) === c)
          .map((c) => firstChannel + c),
      };
    }),
    errors: plan.errors.map((error, i) => ({
      name: id('e', i),
      group: 'any/group',
      current: id('p', i),
      logged: 'elsewhere',
      ...error,
    })),
    events: plan.events,
  };
}

/** Documents that are accepted, with names meant to hurt. */
export const anyDocument: fc.Arbitrary<object> = applicationNames.chain((names) =>
  fc.tuple(...names.map(() => applications)).map((plans) => {
    let firstChannel = 0;
    return Object.fromEntries(
      plans.map((plan, i) => {
        const application = toApplication(plan, names[i]!, firstChannel);
        firstChannel += plan.channels.length;
        return [names[i]!, application];
      }),
    );
  }),
);
