import { readFile } from 'node:fs/promises';
import {
  publishDocument,
  writeDocumentHere,
} from '../configuration-sets/configuration-document.service.ts';
import { AppError } from '../errors.ts';
import { closeRuntime } from '../runtime.ts';
import { openRuntime } from './open-runtime.ts';

/**
 * Publish the RTA configuration document of a file.
 *
 * @returns the exit status.
 */
export async function importConfiguration(identifier: string, file: string): Promise<number> {
  const runtime = await openRuntime();
  if (!runtime) return 1;
  try {
    const text = await readFile(file);
    const { created, warnings } = await publishDocument(runtime, identifier, text);
    const what = created ? 'published' : 'nothing changed: the same content was published before';
    process.stdout.write(`${identifier}: ${what}\n`);
    for (const { code, path, message } of warnings) {
      process.stdout.write(`  ${code} at ${path}: ${message}\n`);
    }
    return 0;
  } catch (error) {
    return explain(error);
  } finally {
    await closeRuntime(runtime);
  }
}

/** Write a set to standard output, as an RTA configuration document. */
export async function exportConfiguration(identifier: string): Promise<number> {
  const runtime = await openRuntime();
  if (!runtime) return 1;
  try {
    const set = await runtime.db.read.prisma.configurationSet.findUnique({ where: { identifier } });
    if (!set) {
      process.stderr.write(`There is no configuration set "${identifier}".\n`);
      return 1;
    }
    process.stdout.write(await writeDocumentHere(runtime, identifier));
    process.stdout.write('\n');
    return 0;
  } finally {
    await closeRuntime(runtime);
  }
}

function explain(error: unknown): number {
  if (!(error instanceof AppError)) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    process.stderr.write(`${(error as Error).message}\n`);
    return 1;
  }
  process.stderr.write(`${error.code}: ${error.message}\n`);
  const { problems } = error.details as { problems?: { path: string; message: string }[] };
  for (const { path, message } of problems ?? []) {
    process.stderr.write(`  ${path}: ${message}\n`);
  }
  return 1;
}
