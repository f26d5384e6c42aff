import type { ExecutionArgs, GraphQLError } from 'graphql';
import type { GraphQLEngine, InitialContext } from './yoga.ts';

/**
 * Parse and validate the operation of `params` and make its context, by the engine's plugins.
 *
 * @returns what `execute` and `subscribe` take, or the errors that validation found.
 * @throws {GraphQLError} syntax errors and limits that were exceeded, to be masked; what
 *   `createContext` throws, masked already.
 */
export async function prepareOperation(
  yoga: GraphQLEngine['yoga'],
  initial: InitialContext,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const { query, variables, operationName } = initial.params;
  const { schema, parse, validate, contextFactory } = yoga.getEnveloped(initial);
  const document = parse(query);
  const errors: readonly GraphQLError[] = validate(schema, document);
  if (errors.length > 0) return errors;
  return {
    schema,
    document,
    contextValue: await contextFactory(),
    variableValues: variables ?? null,
    operationName: operationName ?? null,
  };
}
