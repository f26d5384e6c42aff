#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { exportConfiguration, importConfiguration } from './cli/configurations.ts';
import { importFiles } from './cli/import-files.ts';
import { reindex } from './cli/reindex.ts';
import { verify } from './cli/verify.ts';

const USAGE = `Usage: paddock import [--allow-restricted] [--allow-newer-version] FILE...
       paddock import-configuration IDENTIFIER FILE
       paddock export-configuration IDENTIFIER
       paddock reindex
       paddock verify [IDENTITY...]

All work on the database of DATABASE_URL.

import                    recordings (.ssn2), each all or nothing
  --allow-restricted      you are entitled to the data of files with access restrictions
  --allow-newer-version   try files of a schema newer than the one that is known
import-configuration      publish an RTA configuration document (JSON) as a configuration set
export-configuration      write a configuration set as such a document to standard output
verify                    look at every stored sample of all sessions, or of these: whether its bytes
                          are those that were written, and agree with what is kept beside them
reindex                   derive again what lists, searches and the metamodel are read from

Exit status: 0 when all of it was done, 1 when something was not, 2 for wrong usage.
`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const parsed = parse(args);
  if (parsed?.values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const [command, ...rest] = parsed?.positionals ?? [];
  const [identifier, file] = rest;
  if (parsed && command === 'import' && rest.length > 0) {
    return importFiles(rest, {
      allowRestricted: parsed.values['allow-restricted'],
      allowNewerVersion: parsed.values['allow-newer-version'],
    });
  }
  if (command === 'import-configuration' && identifier && file && rest.length === 2) {
    return importConfiguration(identifier, file);
  }
  if (command === 'export-configuration' && identifier && rest.length === 1) {
    return exportConfiguration(identifier);
  }
  if (command === 'reindex' && rest.length === 0) return reindex();
  if (command === 'verify') return verify(rest);
  process.stderr.write(USAGE);
  return 2;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'allow-restricted': { type: 'boolean', default: false },
        'allow-newer-version': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch {
    return null;
  }
}
