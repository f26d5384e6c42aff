import { builder } from '../schema/builder.ts';

export const ParameterFilterInput = builder.inputType('ParameterFilter', {
  description: 'Which parameters; fields given together must all match.',
  fields: (t) => ({
    text: t.string({
      description:
        'Found in the identifier, name or description; the case of ASCII letters does not matter.',
    }),
    identifiers: t.stringList({ description: 'One of these identifiers.' }),
    application: t.string({ description: 'Of the application of this name.' }),
    group: t.string({ description: 'In the group of this identifier.' }),
    unit: t.string({ description: "In this unit, its own or its conversion's." }),
  }),
});
