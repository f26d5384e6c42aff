import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../prisma/migration.mjs', import.meta.url));

describe('npm run migration -- --check', () => {
  it('finds that the migrations agree with the models, for both databases', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--check'], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout).toBe(
      'sqlite: the migrations agree with the models.\npostgresql: the migrations agree with the models.\n',
    );
    expect(status).toBe(0);
  });

  it.each([[], ['Bad Name'], ['--chek']])('refuses the arguments %j', (...args) => {
    const { status, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
    expect(stderr).toMatch(/^Usage: /);
    expect(status).toBe(2);
  });
});
