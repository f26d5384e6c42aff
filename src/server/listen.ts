import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from '../config.ts';

/**
 * Listen on the configured address.
 *
 * @returns the base URL without a path; the one of this machine for an address that means all.
 * @throws {Error} saying what to change when the address is taken or not this machine's.
 */
export async function listen(http: Server, { host, port }: Pick<Config, 'host' | 'port'>) {
  await new Promise<void>((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    http.listen({ host, port }, resolve);
  });
  const { port: bound } = http.address() as AddressInfo;
  return { url: `http://${toHostName(host)}:${bound}` };
}

function toHostName(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const address = `${host}:${port}`;
  const messages: Readonly<Record<string, string>> = {
    EADDRINUSE: `Address ${address} is taken by another process; set PORT to a free one.`,
    EADDRNOTAVAIL: `Address ${address} is none of this machine; set HOST to one of its own.`,
    EACCES: `Address ${address} may not be used by this account; set PORT to 1024 or more.`,
    ENOTFOUND: `Host "${host}" was not found; set HOST to an address of this machine.`,
  };
  return new Error(messages[error.code ?? ''] ?? error.message, { cause: error });
}
