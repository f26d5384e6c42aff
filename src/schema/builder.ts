import SchemaBuilder from '@pothos/core';
import RelayPlugin from '@pothos/plugin-relay';
import type { Context } from '../context.ts';
import type { ZonedInstant } from '../lib/zoned-instant.ts';
import { decodeGlobalId } from './global-id.ts';

/** What each scalar is in code (Input: as resolvers receive it; Output: as they may return it). */
type Scalars = {
  Nanoseconds: { Input: bigint; Output: bigint };
  DateTime: { Input: ZonedInstant; Output: ZonedInstant };
  JSON: { Input: unknown; Output: unknown };
  JSONObject: { Input: Record<string, unknown>; Output: Record<string, unknown> };
  Base64: { Input: Uint8Array; Output: Uint8Array };
  UInt32: { Input: number; Output: number };
  Floats: { Input: never; Output: Float64Array };
  NanosecondsList: { Input: never; Output: readonly string[] };
  Strings: { Input: never; Output: readonly (string | null)[] };
};

/** The one builder. Every Pothos module adds to it; `schema/index.ts` makes the schema of it. */
export const builder = new SchemaBuilder<{
  Context: Context;
  Scalars: Scalars;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
}>({
  plugins: [RelayPlugin],
  defaultFieldNullability: false,
  relay: {
    clientMutationId: 'omit',
    decodeGlobalID: decodeGlobalId,
    nodesOnConnection: { description: 'The nodes of this page, without their cursors.' },
    nodeQueryOptions: {
      description: 'An object by its global id, or null when there is none.',
      args: { id: { description: 'The global id, as `id` of the object gives it.' } },
    },
    nodesQueryOptions: false,
    nodeTypeOptions: { description: 'An object with an id that is unique in the whole catalogue.' },
    pageInfoTypeOptions: { description: 'Where a page stands among all.' },
    cursorFieldOptions: { description: 'Opaque; give it back as `after` or `before`.' },
    nodeFieldOptions: { nullable: false, description: 'The object at this place.' },
    idFieldOptions: { description: 'Global id, opaque and unique in the whole catalogue.' },
    firstArgOptions: { description: 'Rows of the page, from its start. Absent: the default size.' },
    afterArgOptions: { description: 'Begin after this cursor.' },
    lastArgOptions: { description: 'Rows of the page, from the end backwards.' },
    beforeArgOptions: { description: 'End before this cursor.' },
    pageInfoFieldOptions: { description: 'Where the page stands among all.' },
    hasNextPageFieldOptions: { nullable: false, description: 'Whether rows follow the page.' },
    hasPreviousPageFieldOptions: { nullable: false, description: 'Whether rows precede the page.' },
    startCursorFieldOptions: { description: 'Cursor of the first row; null on an empty page.' },
    endCursorFieldOptions: { description: 'Cursor of the last row; null on an empty page.' },
    edgesFieldOptions: { nullable: { list: false, items: false }, description: 'The page.' },
  },
});

builder.queryType({ description: 'Everything that can be read.' });
builder.mutationType({
  description:
    'Everything that can be written. Each mutation is one transaction: all of it or nothing, and durable when it is answered.',
});
builder.subscriptionType({
  description: 'Everything that can be followed, over graphql-ws and over server-sent events.',
});
