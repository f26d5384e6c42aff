import { builder } from '../schema/builder.ts';
import { READ_DIRECTIONS, type ReadDirection } from './next-samples.service.ts';

const DESCRIPTIONS = {
  FORWARD: 'The first samples at or after an instant.',
  BACKWARD: 'The last samples at or before an instant; they too come in order of time.',
} satisfies Record<ReadDirection, string>;

export const ReadDirectionEnum = builder.enumType('ReadDirection', {
  description: 'Which way samples are read from an instant.',
  values: Object.fromEntries(
    READ_DIRECTIONS.map((name) => [name, { description: DESCRIPTIONS[name] }]),
  ) as Record<ReadDirection, { description: string }>,
});
