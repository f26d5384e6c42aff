import { toPageRequest } from '../lib/connection.ts';
import { once } from '../lib/once.ts';
import { builder } from '../schema/builder.ts';
import { openMetamodel, searchProperties } from './metamodel.service.ts';
import { PropertySummaryRef, SessionMetamodelRef } from './metamodel.type.ts';

builder.queryField('metamodel', (t) =>
  t.field({
    type: SessionMetamodelRef,
    description:
      'What properties sessions have, and which values. Sub-sessions are included; an unknown folder has none.',
    args: {
      folder: t.arg.string({
        description:
          'Identity of a folder: only sessions in it or in a folder below it. Absent or empty: all.',
      }),
      properties: t.arg.stringList({
        description:
          'Only these properties, by id, at most 500, of which 200 details are described; "extDetails.CarSetup" stands for all of a category. Unknown ones are left out.',
      }),
    },
    resolve: async (_root, { folder, properties }, context) => {
      const metamodel = await openMetamodel(context, folder);
      return { metamodel, describe: once(() => metamodel.describe(properties)) };
    },
  }),
);

builder.queryField('metamodelProperties', (t) =>
  t.field({
    type: [PropertySummaryRef],
    description:
      'Properties whose id or label holds a text, whatever its case: those that begin with it first, then by id. Of more than 10,000 properties those that most sessions have are searched.',
    args: {
      query: t.arg.string({
        required: true,
        description: 'Part of an id or a label: "details." finds all details. Empty: all.',
      }),
      folder: t.arg.string({
        description:
          'Identity of a folder: only properties of sessions in it or in a folder below it. Absent or empty: all.',
      }),
      first: t.arg.int({ defaultValue: 100, description: 'How many, at most.' }),
    },
    resolve: (_root, { query, folder, first }, context) =>
      searchProperties(
        context,
        query,
        folder,
        toPageRequest({ first }, context.limits, []).take - 1,
      ),
  }),
);
