// Makes the Prisma clients of both databases. Runs after every install.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { linkModels } from './link-models.mjs';

const here = import.meta.dirname;
const require = createRequire(import.meta.url);

function generate(provider) {
  linkModels(provider);
  const manifest = require.resolve('prisma/package.json');
  const cli = join(dirname(manifest), require(manifest).bin.prisma);
  execFileSync(process.execPath, [cli, 'generate', '--config', 'prisma.config.ts'], {
    cwd: join(here, provider),
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      // `generate` needs no schema engine, but would download one. Naming any program stops that;
      // one that fails keeps a command that does need the engine from passing in silence.
      PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
  });
}

// An install without development dependencies brings its own build.
if (existsSync(join(here, '..', 'node_modules', 'prisma'))) {
  for (const provider of ['sqlite', 'postgresql']) generate(provider);
}
