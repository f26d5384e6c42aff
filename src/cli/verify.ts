import { closeRuntime } from '../runtime.ts';
import { verifySamples } from '../samples/blocks/verify-samples.service.ts';
import { findSession } from '../sessions/session.service.ts';
import { openRuntime } from './open-runtime.ts';

/**
 * Look at every stored sample, and say what is wrong on standard error.
 *
 * @param identities Only these sessions; all when there are none.
 * @returns the exit status.
 */
export async function verify(identities: readonly string[]): Promise<number> {
  const runtime = await openRuntime();
  if (!runtime) return 1;
  try {
    for (const identity of identities) {
      if (await findSession(runtime, identity)) continue;
      process.stderr.write(`Session "${identity}" was not found.\n`);
      return 1;
    }
    const { channels, blocks, samples, bytes, problems } = await verifySamples(
      runtime.db,
      identities,
      (problem) => process.stderr.write(`${problem}\n`),
    );
    process.stdout.write(
      `${samples} samples in ${blocks} blocks of ${channels} channels, ${bytes} bytes: ${problems === 0 ? 'no problem' : `${problems} problem${problems === 1 ? '' : 's'}`}.\n`,
    );
    return problems === 0 ? 0 : 1;
  } finally {
    await closeRuntime(runtime);
  }
}
