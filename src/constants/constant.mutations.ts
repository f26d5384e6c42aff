import { builder } from '../schema/builder.ts';
import { SessionPayloadRef } from '../sessions/session-payload.type.ts';
import { putConstants } from './constant.service.ts';

const ConstantInput = builder.inputType('ConstantInput', {
  description: 'A constant of a session.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name, 1 to 150 characters.' }),
    value: t.float({ required: true, description: 'In the unit of `unit`.' }),
    description: t.string({ description: 'What it means.' }),
    unit: t.string({ description: 'Unit.' }),
    format: t.string({ description: 'C-style format, such as "%5.2f".' }),
  }),
});

builder.mutationField('putConstants', (t) =>
  t.field({
    type: SessionPayloadRef,
    description: 'Add constants to a session, or replace those of the same names. NOT_FOUND.',
    args: {
      session: t.arg.string({ required: true, description: 'Identity of the session.' }),
      constants: t.arg({ type: [ConstantInput], required: true, description: 'The constants.' }),
      expectedVersion: t.arg({
        type: 'Nanoseconds',
        description: 'Write only if `metadataVersion` of the session is this; else CONFLICT.',
      }),
    },
    resolve: async (_root, { session, constants, expectedVersion }, context) => ({
      session: await putConstants(context, session, constants, expectedVersion),
      created: false,
      applied: true,
    }),
  }),
);
