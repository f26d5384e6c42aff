/**
 * What tells that nobody waits for an answer any more: the signal of the HTTP request that a
 * resolver's context belongs to. Null where there is none, as over WebSocket.
 */
export function requestSignal(context: object): AbortSignal | null {
  const { request } = context as { readonly request?: { readonly signal?: unknown } };
  return request?.signal instanceof AbortSignal ? request.signal : null;
}
