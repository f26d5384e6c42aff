import { basename } from 'node:path';
import { ImportError } from '../importers/import-error.ts';
import { type ImportReport, importRecording } from '../importers/import-recording.ts';
import { closeRuntime, type Runtime } from '../runtime.ts';
import { openRuntime } from './open-runtime.ts';
import { createProgress } from './progress.ts';

export interface ImportFilesOptions {
  readonly allowRestricted: boolean;
  readonly allowNewerVersion: boolean;
}

/**
 * Import files one after the other, and say on standard output what became of each. A file that
 * fails stops no other.
 *
 * @returns the exit status: 0 when every file is in the catalogue.
 */
export async function importFiles(
  files: readonly string[],
  options: ImportFilesOptions,
): Promise<number> {
  const runtime = await openRuntime();
  if (!runtime) return 1;
  let failed = 0;
  try {
    for (const file of files) if (!(await importFile(runtime, file, options))) failed++;
  } finally {
    await closeRuntime(runtime);
  }
  if (files.length > 1) {
    process.stdout.write(
      `${files.length - failed} of ${files.length} files are in the catalogue.\n`,
    );
  }
  return failed === 0 ? 0 : 1;
}

async function importFile(runtime: Runtime, file: string, options: ImportFilesOptions) {
  const fileName = basename(file);
  const progress = createProgress(process.stdout, fileName);
  try {
    const report = await importRecording(runtime, file, {
      ...options,
      fileName,
      onProgress: progress.update,
    });
    progress.finish(describe(report));
    return true;
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    progress.finish(`not imported: ${error.code}: ${error.message}`);
    return false;
  }
}

function describe({ session, created, counts, warnings }: ImportReport): string {
  const lines = [
    created
      ? `imported as "${session.identifier}" (${session.identity}): ${counts.parameters} parameters, ${counts.laps} laps, ${counts.samples} samples`
      : `nothing changed: session ${session.identity} is in the catalogue already`,
    ...warnings.map(({ code, message }) => `  ${code}: ${message}`),
  ];
  return lines.join('\n');
}
