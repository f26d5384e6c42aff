import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import {
  type DocumentNode,
  type ExecutionResult,
  type execute,
  GraphQLError,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  type subscribe,
} from 'graphql';
import { createYoga, type GraphQLParams, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import { AppError } from '../errors.ts';
import { toJsonText } from '../lib/json-text.ts';
import { checkLiterals, checkVariables } from './check-values.ts';
import { createDocumentCache } from './document-cache.ts';
import { toDetail } from './http-error.ts';
import { createMaskError, MAX_MESSAGE_LENGTH, type MaskError, shorten } from './mask-error.ts';
import { type CostedOperation, operationCost } from './operation-cost.ts';
import { createLimitedParser, limitError } from './operation-limits.ts';
import type { RequestNotes } from './request-log.ts';
import type { OperationRequest, ServerOptions } from './server-options.ts';
import type { SubscriptionGate } from './subscription-gate.ts';

/** The syntax tree of a document takes some hundred times its length. */
const CACHED_CHARACTERS = 2 ** 20;

/** What the listener tells Yoga about a request; nothing for `fetch`. */
export interface HttpContext {
  /** The request a context is made for. */
  readonly req?: IncomingMessage;
  /** What the log says of the operation. */
  readonly notes?: RequestNotes;
  /** Takes the results of a subscription, which the listener sends itself; the answer is empty. */
  readonly takeEvents?: (events: AsyncIterable<ExecutionResult>) => void;
}

/** What is known of an operation before its context is made. */
export interface InitialContext extends HttpContext {
  readonly params: GraphQLParams;
  /** Set for operations over WebSocket. */
  readonly connection?: { readonly params: OperationRequest['connectionParams'] };
  /** Set once the document is parsed. */
  readonly asked?: Pick<CostedOperation, 'document' | 'operation'>;
}

/** The GraphQL engine of both transports, and what masks errors outside of it. */
export interface GraphQLEngine {
  readonly yoga: YogaServerInstance<HttpContext, object>;
  /** Execute what `prepareOperation` gave, with masked errors. */
  readonly execute: typeof execute;
  /** The same for a subscription. */
  readonly subscribe: typeof subscribe;
  readonly maskError: MaskError;
}

/** Make the engine: the same parser, limits, context and masking for HTTP, SSE and WebSocket. */
export function createGraphQLEngine<Context extends object>(
  options: ServerOptions<Context>,
  gate: SubscriptionGate,
): GraphQLEngine {
  const { schema, logger } = options;
  const maskError = createMaskError(logger);
  const yoga = createYoga<HttpContext, object>({
    schema,
    graphqlEndpoint: '/graphql',
    plugins: [
      useStrictRequests(),
      useOperation(options),
      gate.plugin,
      useExactIntegers(),
      useOwnEvents(),
    ],
    maskedErrors: { maskError, errorMessage: 'Unexpected error.' },
    multipart: false,
    batching: false,
    parserAndValidationCache: {
      documentCache: createDocumentCache(CACHED_CHARACTERS),
      errorCache: createDocumentCache(CACHED_CHARACTERS),
      // useOperation keeps what validation found in this API's words.
      validationCache: false,
    },
    // The listener does these for every path, not only for GraphQL.
    cors: false,
    maxRequestBodySize: false,
    graphiql: false,
    landingPage: false,
    // maskError logs, with the id the client sees; Yoga would log the same again, twice.
    logging: {
      debug() {},
      info() {},
      error() {},
      warn: (...args) => logger.warn({ args }, 'Yoga.'),
    },
  });
  const { execute, subscribe } = yoga.getEnveloped({});
  return { yoga, execute, subscribe, maskError };
}

/**
 * Refuse what a browser may send without asking first, and turn malformed JSON in a GET into an
 * error of the client.
 */
function useStrictRequests(): Plugin {
  return {
    onRequestParse({ request, requestParser, setRequestParser }) {
      if (request.method === 'POST' && !isGraphQLBody(request.headers.get('content-type')))
        throw new GraphQLError(
          `Expected content-type application/json, got "${request.headers.get('content-type') ?? ''}".`,
          { extensions: { code: 'BAD_USER_INPUT', http: { status: 415 } } },
        );
      if (request.method === 'GET' && requestParser)
        setRequestParser((get) => {
          try {
            return requestParser(get);
          } catch (error) {
            if (error instanceof SyntaxError)
              throw new AppError('BAD_USER_INPUT', 'Expected JSON in variables and extensions.');
            throw error;
          }
        });
    },
  };
}

/** Show exact integers in the single results that Yoga writes, as wherever results become text. */
function useExactIntegers(): Plugin {
  return {
    onResultProcess({ result, setResult }) {
      if ('data' in result) setResult({ ...result, stringify: toJsonText });
    },
  };
}

/** Leave the results of a subscription to the listener; without one, for `fetch`, Yoga sends them. */
function useOwnEvents(): Plugin<object, HttpContext> {
  return {
    onResultProcess({ result, serverContext, resultProcessor, setResultProcessor }) {
      // No processor means that the client accepts no events.
      const { takeEvents } = serverContext;
      if (!resultProcessor || !takeEvents || !(Symbol.asyncIterator in result)) return;
      takeEvents(result as AsyncIterable<ExecutionResult>);
      setResultProcessor(
        (_result, { Response }) => new Response(null, { status: 200 }),
        'text/event-stream',
      );
    },
  };
}

function isGraphQLBody(contentType: string | null): boolean {
  return /^application\/(json|graphql\+json|graphql)\s*(;|$)/i.test(contentType ?? '');
}

/** Parse within the limits; then find the operation, check its cost, and make its context. */
function useOperation<Context extends object>({
  schema,
  config,
  createContext,
}: ServerOptions<Context>): Plugin<InitialContext> {
  const parse = createLimitedParser(config.limits);
  const errorsOfDocument = new WeakMap<DocumentNode, GraphQLError[]>();

  return {
    onParse({ setParseFn }) {
      setParseFn(parse);
      return ({ context, extendContext, result }) => {
        if (!result || result instanceof Error) return;
        const { params, notes } = context;
        const operation = getOperation(result, params.operationName);
        if (notes) Object.assign(notes, describe(operation));
        extendContext({ asked: { document: result, operation } });
      };
    },

    onValidate({ params: { documentAST }, setResult }) {
      const known = errorsOfDocument.get(documentAST);
      if (known) {
        setResult(known);
        return;
      }
      return ({ result }) => {
        const errors = (result as GraphQLError[]).map(toValidationError);
        errorsOfDocument.set(documentAST, errors);
        setResult(errors);
      };
    },

    async onContextBuilding({ context, extendContext }) {
      const { params, req, connection, asked } = context;
      if (!asked) throw new Error('Expected a parsed document before the context is made.');
      const { document, operation } = asked;
      const { variables } = params;
      checkLiterals(document);
      checkVariables(variables);
      const cost = operationCost({ schema, document, operation, variables }, config.limits);
      if (cost > config.limits.maxCost)
        throw limitError(
          'BAD_USER_INPUT',
          `Expected an operation of a cost of at most ${config.limits.maxCost}, got ${cost}; ask for smaller pages or fewer fields.`,
          config.limits.maxCost,
        );

      const headers = req?.headers ?? toHeaders(context.request?.headers);
      extendContext(
        await createContext({
          subscription: operation.operation === 'subscription',
          transport: connection ? 'ws' : 'http',
          headers,
          connectionParams: connection?.params ?? null,
        }),
      );
    },
  };
}

function toValidationError(error: GraphQLError): GraphQLError {
  // graphql-js gives up on selections that take the square of their number to compare.
  if (error.message === 'Validation aborted.')
    return new GraphQLError(
      'Expected an operation that is quick to validate; ask for each field once, or in several operations.',
      { extensions: { code: 'BAD_USER_INPUT' } },
    );
  const { originalError: cause } = error;
  if (!(cause instanceof AppError) && error.message.length <= MAX_MESSAGE_LENGTH) return error;
  // A literal that a scalar refuses is an argument at fault, like one in a variable.
  const extensions = cause instanceof AppError ? { ...toDetail(cause), code: cause.code } : {};
  return new GraphQLError(shorten(error.message), { nodes: error.nodes ?? null, extensions });
}

function getOperation(document: DocumentNode, name?: string | null): OperationDefinitionNode {
  const operation = getOperationAST(document, name);
  if (operation) return operation;
  const names = document.definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .map((definition) => `"${definition.name?.value ?? ''}"`);
  if (names.length === 0)
    throw new AppError('BAD_USER_INPUT', 'Expected an operation in the document, got fragments.');
  throw new AppError(
    'BAD_USER_INPUT',
    `Expected operationName to be one of ${names.join(', ')}, got ${name ? `"${name}"` : 'none'}.`,
    { argument: 'operationName' },
  );
}

function describe({ operation, name }: OperationDefinitionNode): RequestNotes {
  return { kind: operation, operation: name?.value ?? null };
}

function toHeaders(headers: Headers | undefined): IncomingHttpHeaders {
  return headers ? Object.fromEntries(headers.entries()) : {};
}
