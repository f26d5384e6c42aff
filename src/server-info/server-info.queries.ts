import { builder } from '../schema/builder.ts';
import { getServerInfo, type ServerInfo } from './server-info.service.ts';

const ServerInfoRef = builder.objectRef<ServerInfo>('ServerInfo').implement({
  description: 'The server.',
  fields: (t) => ({
    version: t.exposeString('version', { description: 'Version of Paddock.' }),
    database: t.exposeString('database', { description: '"SQLite" or "PostgreSQL".' }),
    limits: t.field({
      type: 'JSONObject',
      description: 'What one client may ask for, by name; each is an option of the server.',
      resolve: ({ limits }) => ({ ...limits }),
    }),
    uptime: t.field({
      type: 'Nanoseconds',
      description: 'Nanoseconds since it started.',
      resolve: ({ uptimeNs }) => uptimeNs,
    }),
  }),
});

builder.queryField('server', (t) =>
  t.field({
    type: ServerInfoRef,
    description: 'The server: its version and its limits.',
    resolve: (_root, _args, context) => getServerInfo(context),
  }),
);
