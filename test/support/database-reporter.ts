import type { Reporter } from 'vitest/node';
import { findPostgresql } from './find-postgresql.ts';

/** Says at the end on which databases the catalogue's tests ran, and why on one they did not. */
export default class DatabaseReporter implements Reporter {
  async onTestRunEnd(modules: Parameters<NonNullable<Reporter['onTestRunEnd']>>[0]) {
    const ran = (name: string) => modules.some(({ project }) => project.name === name);
    const postgresql = await findPostgresql();
    const lines = [
      `  SQLite      ${ran('sqlite') ? 'covered' : 'not part of this run'}`,
      ran('postgresql')
        ? `  PostgreSQL  covered${postgresql.url === null ? '' : ` (server ${postgresql.version})`}`
        : `  PostgreSQL  ${postgresql.url === null ? `skipped: ${postgresql.reason}` : 'not part of this run'}`,
    ];
    console.log(`\nDatabases\n${lines.join('\n')}\n`);
  }
}
