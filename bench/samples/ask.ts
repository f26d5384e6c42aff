/** Asks a catalogue by GraphQL. @throws {Error} when the answer holds errors. */
// biome-ignore lint/suspicious/noExplicitAny: each asker knows what it asked for.
export type Ask = (query: string, variables?: Readonly<Record<string, unknown>>) => Promise<any>;

/** Ask a server, by its base URL. What is measured is sent by lighter clients. */
export function askOver(url: string): Ask {
  return askBy(fetch, url);
}

/** Ask by what stands in for `fetch`, such as an app without a port. */
export function askBy(
  send: (url: string, init: RequestInit) => Promise<Response>,
  url: string,
): Ask {
  return async (query, variables) => {
    const response = await send(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return dataOf(await response.text());
  };
}

/** The data of an answer's body. @throws {Error} when it holds errors. */
// biome-ignore lint/suspicious/noExplicitAny: as above.
export function dataOf(body: string): any {
  const { data, errors } = JSON.parse(body);
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

/** The data of an answer of the raw client, whose text begins with the head. */
export function dataOfRaw(text: string): ReturnType<typeof dataOf> {
  return dataOf(text.slice(text.indexOf('\r\n\r\n') + 4));
}
