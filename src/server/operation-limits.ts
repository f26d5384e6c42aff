import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type ParseOptions,
  parse,
  type SelectionSetNode,
  type Source,
} from 'graphql';
import type { Limits } from '../config.ts';

type DocumentLimits = Pick<Limits, 'maxTokens' | 'maxDepth' | 'maxAliases' | 'maxDirectives'>;

interface Size {
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
}

const NOTHING: Size = { depth: 0, aliases: 0, directives: 0 };

/**
 * Make a parser that refuses documents beyond the limits, before anything of them is validated:
 * validation takes time that grows with the square of a document. Fragments count wherever they are
 * spread; they are no level of depth by themselves.
 *
 * @throws {GraphQLError} from the parser: GRAPHQL_PARSE_FAILED for a syntax error, otherwise
 *   PAYLOAD_TOO_LARGE for too many tokens and BAD_USER_INPUT for depth, aliases and directives.
 */
export function createLimitedParser(
  limits: DocumentLimits,
): (source: string | Source, options?: ParseOptions) => DocumentNode {
  return (source, options) => {
    try {
      const document = parseTokens(source, { ...options, maxTokens: limits.maxTokens });
      checkSize(document, limits);
      return document;
    } catch (error) {
      // `spec`: to clients of plain JSON a faulty document is a 200, as GraphQL over HTTP has it.
      if (error instanceof GraphQLError)
        error.extensions.http = { status: 400, ...(error.extensions.http ?? {}), spec: true };
      throw error;
    }
  };
}

/** A limit that was exceeded, as the client sees it. */
export function limitError(
  code: 'PAYLOAD_TOO_LARGE' | 'BAD_USER_INPUT',
  message: string,
  limit: number,
): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code, limit, http: { status: code === 'PAYLOAD_TOO_LARGE' ? 413 : 400 } },
  });
}

function parseTokens(source: string | Source, options: ParseOptions): DocumentNode {
  try {
    return parse(source, options);
  } catch (error) {
    if (error instanceof GraphQLError && !/contains more tha[nt] \d+ tokens/.test(error.message)) {
      error.extensions.code = 'GRAPHQL_PARSE_FAILED';
      throw error;
    }
    // A document of nothing but opening brackets overflows the parser's stack before its tokens do.
    if (error instanceof GraphQLError || error instanceof RangeError)
      throw limitError(
        'PAYLOAD_TOO_LARGE',
        `Expected a document of at most ${options.maxTokens} tokens; send values as variables, or several operations.`,
        options.maxTokens ?? 0,
      );
    throw error;
  }
}

function checkSize(document: DocumentNode, limits: DocumentLimits): void {
  const measure = createMeasure(document);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, aliases, directives } = measure(definition.selectionSet);
    const all = directives + (definition.directives?.length ?? 0);
    refuseOver(limits.maxDepth, depth, 'levels of nested fields', 'ask for less at a time');
    refuseOver(limits.maxAliases, aliases, 'aliases', 'use lists of keys, or several operations');
    refuseOver(limits.maxDirectives, all, 'directives', 'use fragments or several operations');
  }
}

function refuseOver(limit: number, found: number, what: string, advice: string): void {
  if (found > limit)
    throw limitError(
      'BAD_USER_INPUT',
      `Expected an operation of at most ${limit} ${what}, got ${found}; ${advice}.`,
      limit,
    );
}

/** Each fragment is measured once, however often it is spread, or two to the n spreads take as long. */
function createMeasure(document: DocumentNode): (selectionSet: SelectionSetNode) => Size {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition);
  const measured = new Map<string, Size>();

  return measure;

  function measure(selectionSet: SelectionSetNode | undefined): Size {
    let { depth, aliases, directives } = NOTHING;
    for (const selection of selectionSet?.selections ?? []) {
      const isField = selection.kind === Kind.FIELD;
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? measureFragment(selection.name.value)
          : measure(selection.selectionSet);
      depth = Math.max(depth, inner.depth + (isField ? 1 : 0));
      aliases += inner.aliases + (isField && selection.alias ? 1 : 0);
      directives += inner.directives + (selection.directives?.length ?? 0);
    }
    return { depth, aliases, directives };
  }

  function measureFragment(name: string): Size {
    const known = measured.get(name);
    if (known) return known;
    // A fragment inside itself is nothing here: validation refuses the cycle later.
    measured.set(name, NOTHING);
    const definition = fragments.get(name);
    const { directives, ...inner } = measure(definition?.selectionSet);
    const size = { ...inner, directives: directives + (definition?.directives?.length ?? 0) };
    measured.set(name, size);
    return size;
  }
}
