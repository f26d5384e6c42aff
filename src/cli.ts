#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { importFiles } from './cli/import-files.ts';

const USAGE = `Usage: paddock import [--allow-restricted] [--allow-newer-version] FILE...

Imports recordings (.ssn2) into the database of DATABASE_URL, each all or nothing.

  --allow-restricted      you are entitled to the data of files with access restrictions
  --allow-newer-version   try files of a schema newer than the one that is known

Exit status: 0 when every file is in the catalogue, 1 when one is not, 2 for wrong usage.
`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const parsed = parse(args);
  if (parsed === null) {
    process.stderr.write(USAGE);
    return 2;
  }
  if (parsed.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  return importFiles(parsed.files, parsed.options);
}

function parse(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'allow-restricted': { type: 'boolean', default: false },
        'allow-newer-version': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const [command, ...files] = positionals;
    if (values.help) return { help: true as const };
    if (command !== 'import' || files.length === 0) return null;
    return {
      help: false as const,
      files,
      options: {
        allowRestricted: values['allow-restricted'],
        allowNewerVersion: values['allow-newer-version'],
      },
    };
  } catch {
    return null;
  }
}
