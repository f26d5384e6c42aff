import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The command line as a process of its own; output and exit status. */
export async function runPaddock(args: readonly string[], databaseUrl: string) {
  const cli = join(process.cwd(), 'src/cli.ts');
  const options = { env: { ...process.env, DATABASE_URL: databaseUrl } };
  try {
    const { stdout, stderr } = await run(
      process.execPath,
      ['--import', 'tsx', cli, ...args],
      options,
    );
    return { status: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { status: code, stdout, stderr };
  }
}
