import { builder } from '../schema/builder.ts';
import {
  type BulkResult,
  createOrUpdateSessions,
  deleteMatchingSessions,
  updateSessions,
} from './bulk-sessions.service.ts';
import { CreateOrUpdateSessionInput, SessionUpdateInput } from './session.inputs.ts';
import { SessionFilterInput } from './session-filter.inputs.ts';
import { SessionPayloadRef } from './session-payload.type.ts';

const BulkPayloadRef = builder.objectRef<BulkResult>('SessionsPayload').implement({
  description: 'What a write to many sessions did, or would do.',
  fields: (t) => ({
    matched: t.exposeInt('matched', { description: 'Sessions that the conditions held of.' }),
    identities: t.exposeStringList('identities', {
      description: 'Keys of the sessions that were written to; none in a dry run.',
    }),
  }),
});

const SelectionInput = builder.inputType('SessionSelectionInput', {
  description:
    'Which sessions, as `sessions` finds them; at least one field but `includeSubSessions`. What is given together must all hold.',
  fields: (t) => ({
    filter: t.field({ type: SessionFilterInput, description: 'By typed conditions.' }),
    query: t.field({ type: 'JSONObject', description: "By RTA's query dialect." }),
    search: t.string({ description: 'By what people type in a search box.' }),
    folder: t.string({ description: 'In this folder or below it; empty: all there are.' }),
    includeSubSessions: t.boolean({
      defaultValue: true,
      description: 'Whether children and alternates of other sessions are meant too.',
    }),
  }),
});

builder.mutationField('createOrUpdateSessions', (t) =>
  t.field({
    type: [SessionPayloadRef],
    description:
      'The same as `createOrUpdateSession` for several sessions, in order, all or none. At most 1,000 sessions, with 5,000 entries together.',
    args: {
      inputs: t.arg({
        type: [CreateOrUpdateSessionInput],
        required: true,
        description: 'What to do; a session may come several times.',
      }),
    },
    resolve: (_root, { inputs }, context) => createOrUpdateSessions(context, inputs),
  }),
);

const dryRun = {
  defaultValue: false,
  description: 'Only count the sessions, and change nothing.',
} as const;

builder.mutationField('updateSessions', (t) =>
  t.field({
    type: BulkPayloadRef,
    description:
      'Apply the same operations to every session of a selection, all or none. PAYLOAD_TOO_LARGE for more than 1,000 sessions, or 50,000 entries in all.',
    args: {
      selection: t.arg({ type: SelectionInput, required: true, description: 'Which sessions.' }),
      updates: t.arg({
        type: [SessionUpdateInput],
        required: true,
        description: 'Operations, in order.',
      }),
      dryRun: t.arg.boolean(dryRun),
    },
    resolve: (_root, { selection, updates, dryRun: isDry }, context) =>
      updateSessions(context, selection, updates, isDry ?? false),
  }),
);

builder.mutationField('deleteMatchingSessions', (t) =>
  t.field({
    type: BulkPayloadRef,
    description:
      'Delete every session of a selection with all its data. PAYLOAD_TOO_LARGE for more than 1,000 sessions.',
    args: {
      selection: t.arg({ type: SelectionInput, required: true, description: 'Which sessions.' }),
      dryRun: t.arg.boolean(dryRun),
    },
    resolve: (_root, { selection, dryRun: isDry }, context) =>
      deleteMatchingSessions(context, selection, isDry ?? false),
  }),
);
