// npm run migration -- NAME: writes the migration from the models as they were to the models as
// they are, for both databases. `npm run migration -- --check` only says whether one is missing.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkModels } from './link-models.mjs';
import { readSchema, schemaDiff } from './schema-diff.mjs';

const here = import.meta.dirname;
const [name] = process.argv.slice(2);
if (!name || !/^(--check|[a-z0-9_]+)$/.test(name)) {
  console.error('Usage: npm run migration -- NAME   (lower case, digits, underscores) or --check');
  process.exit(2);
}

const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
let missing = false;
for (const provider of ['sqlite', 'postgresql']) {
  linkModels(provider);
  const migrations = join(here, provider, 'migrations');
  const snapshot = join(migrations, 'schema.snapshot.json');
  const before = existsSync(snapshot) ? JSON.parse(readFileSync(snapshot, 'utf8')) : null;
  const now = await readSchema(join(here, provider));
  const diff = await schemaDiff(provider, before, now);
  const sql =
    provider === 'postgresql'
      ? // The C collation: the same order on both databases, and indexes that serve prefixes.
        diff.replace(/\bTEXT\b/g, 'TEXT COLLATE "C"')
      : // SQLite numbers only INTEGER keys by itself; those have 64 bits as well.
        diff.replace(
          /\bBIGINT NOT NULL PRIMARY KEY\b/g,
          'INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT',
        );
  if (sql === '') {
    console.log(`${provider}: the migrations agree with the models.`);
    continue;
  }
  missing = true;
  if (name === '--check') {
    console.error(`${provider}: a migration is missing:\n${sql}`);
    continue;
  }
  const folder = join(migrations, `${stamp}_${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'migration.sql'), sql);
  writeFileSync(snapshot, `${JSON.stringify(now, null, 1)}\n`);
  writeFileSync(
    join(migrations, 'migration_lock.toml'),
    `# Names the database these migrations are for. Prisma reads it.\nprovider = "${provider}"\n`,
  );
  console.log(`${provider}: wrote migrations/${stamp}_${name}/migration.sql`);
}
if (name === '--check' && missing) process.exit(1);
