import { compileFormat } from '../core/format/format-number.ts';
import { builder } from '../schema/builder.ts';
import type { Constant } from './constant.service.ts';

export const ConstantRef = builder.objectRef<Constant>('Constant');

ConstantRef.implement({
  description: 'A number that holds for a whole session.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name, unique in the session.' }),
    value: t.exposeFloat('value', { description: 'In the unit of `unit`.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What it means; null if unset.',
    }),
    unit: t.exposeString('unit', { nullable: true, description: 'Unit; null if unset.' }),
    format: t.exposeString('format', {
      nullable: true,
      description: 'C-style format; null for `%g`.',
    }),
    formatted: t.string({
      description: 'The value in its format, without the unit.',
      resolve: ({ value, format }) => compileFormat(format ?? '%g')(value),
    }),
  }),
});
