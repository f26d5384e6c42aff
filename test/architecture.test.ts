import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** What files of each kind must not import: paths below src/, or names of packages. */
const RULES: Record<string, { files: RegExp; never: RegExp }> = {
  'the core imports only the core': { files: /^core\//, never: /^(?!core\/)/ },
  'services, stores and loaders know nothing of GraphQL': {
    files: /\.(service|loaders|store)\.ts$/,
    never:
      /^(graphql|@pothos\/|schema\/|server\/)|\.(type|inputs|queries|mutations|subscriptions)\.ts$/,
  },
  'Pothos modules reach data through services': {
    files: /\.(type|inputs|queries|mutations|subscriptions)\.ts$/,
    never: /^(@prisma\/|db\/|server\/|better-sqlite3$|pg$)/,
  },
  'the server knows no domain and no database': {
    files: /^server\//,
    never: /^(?!server\/|lib\/|errors\.ts$|config\.ts$|node:|@?[a-z])/,
  },
  'only the app imports the server': { files: /^(?!app\.ts$|server\/)/, never: /^server\// },
  'the reader of recordings knows no database and no GraphQL': {
    files: /^importers\/ssn2\//,
    never: /^(@prisma\/|db\/|graphql|@pothos\/|server\/|schema\/)/,
  },
  'lib knows no domain': {
    files: /^lib\//,
    never: /^(?!lib\/|core\/|errors\.ts$|node:|@?[a-z-]+$)/,
  },
};

/** The only files that read the environment, or set what is not set. */
const READS_ENVIRONMENT = ['load-environment.ts', 'production.ts'];

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !file.startsWith('db/generated/'));

const importsOfFile = new Map(files.map((file) => [file, readImports(file)]));

/** Imports of a source file, those of types too. */
function readImports(file: string): string[] {
  const source = readFileSync(join('src', file), 'utf8');
  return [...source.matchAll(/(?:from|import|import\()\s*'([^']+)'/g)].map(([, path = '']) =>
    path.startsWith('.') ? join(file, '..', path).replaceAll('\\', '/') : path,
  );
}

/** Imports that exist when the program runs: without `import type`. */
function runtimeImports(file: string): string[] {
  const source = readFileSync(join('src', file), 'utf8');
  const statements = source.matchAll(/^(import|export)\s+(?!type\b)([^;]*?)from\s*'([^']+)'/gm);
  const named = [...statements].flatMap(([, , names = '', path = '']) => {
    const isOnlyTypes =
      /^\{[^}]*\}\s*$/.test(names) &&
      names
        .replace(/[{}]/g, '')
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean)
        .every((name) => name.startsWith('type '));
    return isOnlyTypes ? [] : [path];
  });
  const bare = [...source.matchAll(/^import\s*'([^']+)'/gm)].map(([, path = '']) => path);
  return [...named, ...bare]
    .filter((path) => path.startsWith('.'))
    .map((path) => join(file, '..', path).replaceAll('\\', '/'));
}

describe.each(Object.entries(RULES))('%s', (_rule, { files: judged, never }) => {
  it.each(files.filter((file) => judged.test(file)))('%s', (file) => {
    expect((importsOfFile.get(file) ?? []).filter((path) => never.test(path))).toEqual([]);
  });
});

describe('the source tree', () => {
  it('registers every Pothos module in schema/index.ts', () => {
    const modules = files.filter((file) =>
      /\.(type|inputs|queries|mutations|subscriptions)\.ts$/.test(file),
    );
    expect(importsOfFile.get('schema/index.ts')).toEqual(expect.arrayContaining(modules));
  });

  it('has no two files of one name', () => {
    const names = files.filter((file) => file !== 'index.ts').map((file) => basename(file));
    const twice = names.filter((name, i) => names.indexOf(name) !== i && name !== 'index.ts');
    expect(twice).toEqual([]);
  });

  it('imports in no circle', () => {
    expect(findCircle()).toEqual([]);
  });

  it('reads the environment in one place', () => {
    const readers = files.filter((file) =>
      readFileSync(join('src', file), 'utf8').includes('process.env'),
    );
    expect(readers).toEqual(READS_ENVIRONMENT);
  });
});

/** The files of a circle of imports at run time; none when there is none. */
function findCircle(): string[] {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file) || !importsOfFile.has(file)) return [];
    for (const next of runtimeImports(file)) {
      const circle = visit(next, [...path, file]);
      if (circle.length > 0) return circle;
    }
    done.add(file);
    return [];
  };
  for (const file of files) {
    const circle = visit(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}
