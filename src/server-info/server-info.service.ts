import { readFileSync } from 'node:fs';
import type { Runtime } from '../runtime.ts';

/** What a client may want to know of the server it talks to. */
export interface ServerInfo {
  readonly version: string;
  readonly database: string;
  /** Limits by name: what one client may ask for. */
  readonly limits: Readonly<Record<string, number>>;
  readonly uptimeNs: bigint;
}

const manifest = new URL('../../package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };

export function getServerInfo({ db, limits, now, startedNs }: Runtime): ServerInfo {
  const database = db.dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL';
  return { version, database, limits: { ...limits }, uptimeNs: now() - startedNs };
}
