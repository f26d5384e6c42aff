import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../src/schema/index.ts';

describe('schema', () => {
  it('matches schema.graphql (npm run schema writes it)', async () => {
    const printed = `${printSchema(lexicographicSortSchema(schema))}\n`;
    await expect(printed).toMatchFileSnapshot('../schema.graphql');
  });

  it('describes every type, field, argument and enum value', () => {
    const bare = Object.values(schema.getTypeMap())
      .filter(({ name }) => !name.startsWith('__'))
      .flatMap(undescribed);
    expect(bare).toEqual([]);
  });
});

function undescribed(type: GraphQLNamedType): string[] {
  const bare = type.description ? [] : [type.name];
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      if (!field.description) bare.push(`${type.name}.${field.name}`);
      for (const argument of field.args) {
        if (!argument.description) bare.push(`${type.name}.${field.name}(${argument.name})`);
      }
    }
  } else if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields())) {
      if (!field.description) bare.push(`${type.name}.${field.name}`);
    }
  } else if (isEnumType(type)) {
    for (const value of type.getValues()) {
      if (!value.description) bare.push(`${type.name}.${value.name}`);
    }
  }
  return bare;
}
