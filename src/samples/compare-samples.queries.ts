import { builder } from '../schema/builder.ts';
import { SessionRef, TimeRangeRef, WindowInput } from '../schema/refs.ts';
import { type ComparedSamples, compareSamples } from './compare-samples.service.ts';
import { ResolutionInput, SampleSeriesRef } from './samples.type.ts';

const SampleSelectionInput = builder.inputType('SampleSelectionInput', {
  description: 'A session, or a part of it, among those that are compared.',
  fields: (t) => ({
    session: t.string({ required: true, description: 'Identity of the session.' }),
    window: t.field({ type: WindowInput, description: 'Only these; absent: the session.' }),
    label: t.string({ description: 'What it is called in the answer; any text.' }),
  }),
});

const ComparedSamplesRef = builder.objectRef<ComparedSamples>('ComparedSamples').implement({
  description: 'The samples of one selection of a comparison.',
  fields: (t) => ({
    session: t.expose('session', { type: SessionRef, description: 'The session.' }),
    window: t.expose('window', {
      type: TimeRangeRef,
      nullable: true,
      description: 'The range that was read; null when the session holds no data in it.',
    }),
    label: t.exposeString('label', {
      nullable: true,
      description: 'As it was given; null when it was not.',
    }),
    series: t.field({
      type: [SampleSeriesRef],
      nullable: { list: false, items: true },
      description:
        "One a parameter, in their order; null for one that the session lacks. Their `times` count from this selection's own start, so that selections lie upon each other.",
      resolve: ({ series }) => [...series],
    }),
  }),
});

builder.queryField('compareSamples', (t) =>
  t.field({
    type: [ComparedSamplesRef],
    description:
      'The same parameters of several sessions, or of several laps or other parts of one, in the order of the selections. NOT_FOUND, naming the selection, for a session, parameter, lap or marker that is not there. PAYLOAD_TOO_LARGE when all series together exceed the limits of one request.',
    args: {
      selections: t.arg({
        type: [SampleSelectionInput],
        required: true,
        description: 'What is compared.',
      }),
      parameters: t.arg.stringList({ required: true, description: 'Identifiers.' }),
      resolution: t.arg({ type: ResolutionInput, description: 'Absent: every sample.' }),
      skipMissing: t.arg.boolean({
        defaultValue: false,
        description: 'Whether a session may lack a parameter: its series is null then.',
      }),
    },
    resolve: (_root, { selections, parameters, resolution, skipMissing }, context) =>
      compareSamples(context, selections, {
        parameters,
        resolution,
        skipMissing: skipMissing ?? false,
      }),
  }),
);
