import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runKills } from './kill-rounds.ts';

const USAGE = `Usage: npm run test:kill -- [--times N] [--seed N] [--database URL]

Kills the built server again and again while data comes in, and looks whether all that was
acknowledged is there. Without a database, one is made and removed again.

Exit status: 0 when nothing was lost, 1 when something was wrong, 2 for wrong usage.
`;

process.exitCode = await main();

async function main(): Promise<number> {
  const options = parse();
  if (!options) {
    process.stderr.write(USAGE);
    return 2;
  }
  const { times, seed, database } = options;
  const folder = mkdtempSync(join(tmpdir(), 'paddock-kill-'));
  const databaseUrl = database ?? `file:${join(folder, 'paddock.db')}`;
  process.stdout.write(`${times} kills, seed ${seed}\n`);
  const problems = await runKills({
    times,
    seed,
    databaseUrl,
    mostAcknowledged: 300,
    command: ['dist/index.js'],
    onRound: (line) => process.stdout.write(`${line}\n`),
  });
  if (problems.length === 0) {
    rmSync(folder, { recursive: true, force: true });
    return 0;
  }
  process.stderr.write(`${problems.join('\n')}\nSeed ${seed}, database kept in ${folder}.\n`);
  return 1;
}

function parse() {
  try {
    const { values } = parseArgs({
      options: {
        times: { type: 'string', default: '20' },
        seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
        database: { type: 'string' },
      },
    });
    const [times, seed] = [Number(values.times), Number(values.seed)];
    if (!Number.isSafeInteger(times) || times < 1 || !Number.isSafeInteger(seed)) return null;
    return { times, seed, database: values.database };
  } catch {
    return null;
  }
}
