import { checkListLength } from '../lib/max-keys.ts';
import { builder } from '../schema/builder.ts';
import { SessionRef } from '../schema/refs.ts';

builder.objectField(SessionRef, 'rta', (t) =>
  t.field({
    type: 'JSONObject',
    description:
      "The session exactly as RTA's JSON model has it. Times are numbers of 64 bits, which a client has to read as such. What is null or empty is left out; at most 1,000 markers are shown.",
    args: {
      properties: t.arg.stringList({
        description:
          'Extended details to show, such as `extDetails.Setup.RideHeight`, or `extDetails.Setup` for a whole category. Absent: all.',
      }),
    },
    resolve: (session, { properties }, { loaders }) => {
      checkListLength(properties, 'properties');
      return loaders.rtaSession.load({ session, properties: properties ?? null });
    },
  }),
);
