import { builder } from '../schema/builder.ts';

export const ParameterFilterInput = builder.inputType('ParameterFilter', {
  description: 'Which parameters; fields given together must all match.',
  fields: (t) => ({
    text: t.string({
      description:
        'Words, each found in the identifier, name, description, unit, application or a group, whatever the case. The best matches come first: the name or identifier itself, names that begin with the text, names that have all words.',
    }),
    identifiers: t.stringList({ description: 'One of these identifiers.' }),
    application: t.string({ description: 'Of the application of this name.' }),
    group: t.string({ description: 'In the group of this identifier.' }),
    unit: t.string({ description: "In this unit, its own or its conversion's." }),
  }),
});
