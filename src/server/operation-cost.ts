import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
} from 'graphql';
import type { Limits } from '../config.ts';

/** How many items a list without paging is taken to have. */
const PLAIN_LIST_SIZE = 10;

/** The lists of a connection that a page size is about. */
const PAGE_LISTS: ReadonlySet<string> = new Set(['edges', 'nodes']);

type Variables = Readonly<Record<string, unknown>> | null | undefined;

/** What is asked, of a document that has been validated. */
export interface CostedOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** As the client sent them. */
  readonly variables: Variables;
}

/**
 * Estimate how many values the answer may hold: one a field, times the sizes of the lists around it.
 * A connection has the page size its `first` or `last` says, from the variables too, another list
 * ten items. Fields that `@skip` and `@include` leave out count.
 *
 * @returns a whole number of fields; may be Infinity.
 */
export function operationCost(
  { schema, document, operation, variables }: CostedOperation,
  { maxPageSize, defaultPageSize }: Pick<Limits, 'maxPageSize' | 'defaultPageSize'>,
): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition);
  const defaults = new Map(
    operation.variableDefinitions?.map((one) => [one.variable.name.value, one.defaultValue]),
  );
  const costOfFragments = new Map<string, number>();

  return costOf(operation.selectionSet, schema.getRootType(operation.operation), null);

  function costOf(
    selectionSet: SelectionSetNode,
    parent: GraphQLNamedType | null | undefined,
    pageSize: number | null,
  ): number {
    let cost = 0;
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) cost += costOfField(selection, parent, pageSize);
      else if (selection.kind === Kind.FRAGMENT_SPREAD)
        cost += costOfFragment(selection.name.value, pageSize);
      else {
        const type = selection.typeCondition
          ? schema.getType(selection.typeCondition.name.value)
          : parent;
        cost += costOf(selection.selectionSet, type, pageSize);
      }
    }
    return cost;
  }

  function costOfFragment(name: string, pageSize: number | null): number {
    const key = `${name} ${pageSize}`;
    const known = costOfFragments.get(key);
    if (known !== undefined) return known;
    const { selectionSet, typeCondition } = fragments.get(name)!;
    const cost = costOf(selectionSet, schema.getType(typeCondition.name.value), pageSize);
    costOfFragments.set(key, cost);
    return cost;
  }

  function costOfField(
    node: FieldNode,
    parent: GraphQLNamedType | null | undefined,
    pageSize: number | null,
  ): number {
    const field = fieldOf(schema, parent, node.name.value);
    if (!field || !node.selectionSet) return 1;
    const type = getNamedType(field.type);
    if (!isCompositeType(type)) return 1;

    const own = pageSizeOf(node, field);
    if (!isListType(getNullableType(field.type))) return 1 + costOf(node.selectionSet, type, own);
    const inherited = PAGE_LISTS.has(node.name.value) ? pageSize : null;
    const size = own ?? inherited ?? PLAIN_LIST_SIZE;
    return 1 + size * costOf(node.selectionSet, type, null);
  }

  function pageSizeOf(node: FieldNode, field: GraphQLField<unknown, unknown>): number | null {
    if (!field.args.some(({ name }) => name === 'first' || name === 'last')) return null;
    const sizes = (node.arguments ?? [])
      .filter(({ name }) => name.value === 'first' || name.value === 'last')
      .map(({ value }) => {
        if (value.kind !== Kind.VARIABLE)
          return value.kind === Kind.INT ? Number(value.value) : null;
        const given = variables?.[value.name.value];
        if (given !== undefined) return given;
        const fallback = defaults.get(value.name.value);
        return fallback?.kind === Kind.INT ? Number(fallback.value) : null;
      })
      .filter((size) => typeof size === 'number');
    // A larger page is refused by the connection itself, in clearer words.
    return Math.min(Math.max(...sizes, sizes.length === 0 ? defaultPageSize : 0), maxPageSize);
  }
}

function fieldOf(
  schema: GraphQLSchema,
  parent: GraphQLNamedType | null | undefined,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (parent === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}
