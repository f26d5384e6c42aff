import { builder } from '../schema/builder.ts';
import type { Marker } from './marker.service.ts';

export const MarkerRef = builder.objectRef<Marker>('Marker');

MarkerRef.implement({
  description: 'A labelled point or range of a session.',
  fields: (t) => ({
    markerId: t.exposeString('markerId', { description: 'Id, unique in the session.' }),
    category: t.exposeString('category', { description: 'Category, such as "Manoeuvre".' }),
    type: t.exposeString('type', { description: 'Type; empty if unset.' }),
    label: t.exposeString('label', { description: 'Label; empty if unset.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'Long text; null if unset.',
    }),
    startTime: t.field({
      type: 'Nanoseconds',
      nullable: true,
      description:
        "First instant, in nanoseconds since the Unix epoch; null for the session's start.",
      resolve: ({ startNs }) => startNs,
    }),
    endTime: t.field({
      type: 'Nanoseconds',
      nullable: true,
      description:
        "Last instant, in nanoseconds since the Unix epoch, equal to the first for a point; null for the session's end.",
      resolve: ({ endNs }) => endNs,
    }),
    details: t.field({
      type: 'JSONObject',
      description: 'Free details.',
      resolve: ({ details }) => JSON.parse(details) as Record<string, unknown>,
    }),
  }),
});
