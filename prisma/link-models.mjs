import { cpSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** One set of models serves both databases: each provider's folder links to it. */
export function linkModels(provider) {
  const link = join(import.meta.dirname, provider, 'models');
  rmSync(link, { recursive: true, force: true });
  try {
    symlinkSync(join('..', 'models'), link, 'dir');
  } catch {
    // Windows refuses links to users without the right to make them.
    cpSync(join(import.meta.dirname, 'models'), link, { recursive: true });
  }
}
