import { DEMO_RECORDING } from './write-recording.ts';

interface BannerOptions {
  /** Base URL, without a path. */
  readonly url: string;
  readonly live: string;
  /** Whether GraphiQL is served. */
  readonly graphiql: boolean;
}

/** What the demo says once it runs: where it listens, and what to try. */
export function toBanner({ url, live, graphiql }: BannerOptions): string {
  const endpoint = `${url}/graphql`;
  return `
Paddock demo

  ${graphiql ? 'GraphiQL ' : 'GraphQL  '}  ${endpoint}${graphiql ? '   open it in a browser: a query is ready to run' : ''}
  Recording  ${DEMO_RECORDING}
  Live       ${live}   recording now

Laps of the recording:

  curl -s ${endpoint} -H 'content-type: application/json' \\
    -d '{"query":"{ session(identity: \\"${DEMO_RECORDING}\\") { laps { name duration isFastest } } }"}'

The live session as it grows:

  curl -sNG ${endpoint} -H 'accept: text/event-stream' \\
    --data-urlencode 'query=subscription { sessionChanged(identity: "${live}") { session { duration } } }'

Press Ctrl-C to stop.
`;
}
