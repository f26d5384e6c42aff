import type { IncomingMessage, ServerResponse } from 'node:http';
import { toJsonText } from '../lib/json-text.ts';
import { checkListLength } from '../lib/max-keys.ts';
import { checkUsableText } from '../lib/usable-text.ts';
import { searchProperties } from '../metamodel/metamodel.service.ts';
import { rtaMetamodel } from '../metamodel/rta-metamodel.ts';
import type { Runtime } from '../runtime.ts';
import { getSession } from '../sessions/session.service.ts';
import { sendRtaConfiguration } from './rta-configuration.ts';
import { listRtaFolders } from './rta-folders.ts';
import { listRtaPage } from './rta-page.ts';
import { readForm, readListRequest } from './rta-request.ts';
import { listRtaSessions } from './rta-session.service.ts';

/** Properties that one search finds. */
const MAX_FOUND = 1_000;

type Params = Readonly<Record<string, string>>;

type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  params: Params,
  url: URL,
) => Promise<void>;

interface RtaRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly handler: Handler;
}

/** The read endpoints of RTA's REST API, version 2: the catalogue as an RTA client browses it. */
export function createRtaRoutes(runtime: Runtime): RtaRoute[] {
  const sendSessions = async (response: ServerResponse, parameters: URLSearchParams) => {
    sendJson(response, { sessions: await listRtaPage(runtime, readListRequest(parameters)) });
  };
  const folders: Handler = async (_request, response, { parent = '' }) => {
    sendJson(response, await listRtaFolders(runtime, parent));
  };
  return [
    get('/sessions', (_request, response, _params, url) =>
      sendSessions(response, url.searchParams),
    ),
    {
      method: 'POST',
      path: '/rta/v2/sessions',
      handler: async (request, response) =>
        sendSessions(response, await readForm(runtime, request)),
    },
    get('/sessions/:identity', async (_request, response, { identity = '' }, url) => {
      const session = await getSession(runtime, identity);
      const [document] = await listRtaSessions(runtime, [session], propertiesOf(url));
      sendJson(response, document);
    }),
    get('/session-folders', folders),
    get('/session-folders/', folders),
    get('/session-folders/:parent', folders),
    get('/session-metamodel', async (_request, response, _params, url) => {
      const folder = url.searchParams.get('folder');
      sendJson(response, await rtaMetamodel(runtime, folder, propertiesOf(url)));
    }),
    get('/session-metamodel/properties', async (_request, response, _params, { searchParams }) => {
      const query = searchParams.get('query') ?? '';
      const folder = searchParams.get('folder');
      const found = await searchProperties(runtime, query, folder, MAX_FOUND);
      sendJson(
        response,
        found.map(({ id, label, description }) => ({
          id,
          label,
          ...(description === null ? {} : { description }),
        })),
      );
    }),
    get('/configs/:identifier', (request, response, { identifier = '' }) =>
      sendRtaConfiguration(runtime, request, response, identifier),
    ),
  ];
}

/** A route whose query holds only texts that a database can hold; those of its path are checked. */
function get(path: string, handler: Handler): RtaRoute {
  return {
    method: 'GET',
    path: `/rta/v2${path}`,
    handler: (request, response, params, url) => {
      for (const [name, text] of url.searchParams) checkUsableText(text, `"${name}"`);
      return handler(request, response, params, url);
    },
  };
}

function propertiesOf({ searchParams }: URL): string[] {
  const properties = searchParams.getAll('prop');
  checkListLength(properties, 'prop');
  return properties;
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end(toJsonText(value));
}
