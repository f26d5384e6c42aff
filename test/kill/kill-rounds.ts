import { randomUUID } from 'node:crypto';
import { openDb } from '../../src/db/open-db.ts';
import { verifySamples } from '../../src/samples/blocks/verify-samples.service.ts';
import { createRandom } from '../samples/long-recording.ts';
import { killWhileStarting, startKilledServer } from './killed-server.ts';
import { Recorder } from './recorder.ts';

/** What is killed, and how often. */
export interface KillOptions {
  readonly times: number;
  readonly databaseUrl: string;
  readonly seed: number;
  /** Acknowledgements that are waited for at most before a kill. */
  readonly mostAcknowledged: number;
  /** Arguments of Node that start the server. */
  readonly command: readonly string[];
  /** Told of each round, in one line. */
  readonly onRound: (line: string) => void;
}

const WRITERS = 4;
/** Kills that one session lives through. */
const ROUNDS_A_SESSION = 6;

/**
 * Kill a server again and again while data comes in, and look after each restart whether all that
 * was acknowledged is there, bit for bit, and nothing that was never sent.
 *
 * @returns what was wrong, in words; the rounds end at the first that finds something.
 */
export async function runKills(options: KillOptions): Promise<string[]> {
  const { times, databaseUrl, seed, command, onRound } = options;
  const random = createRandom(seed);
  let server = await startKilledServer(command, databaseUrl);
  let recorder = await begin();
  async function begin(): Promise<Recorder> {
    const made = new Recorder(`kill-${seed}-${randomUUID()}`, random);
    await made.create(server);
    return made;
  }
  try {
    for (let round = 1; round <= times; round++) {
      if (round % ROUNDS_A_SESSION === 0) recorder = await begin();
      const problems = await recordUntilKilled();
      const { acknowledged } = recorder;
      // A server that never came up has to be survived, too.
      if (random() < 0.2) await killWhileStarting(command, databaseUrl, random() * 800);
      // Now the database is opened first by verifying, now by the server.
      const verifiesFirst = random() < 0.5;
      if (verifiesFirst) problems.push(...(await verify(databaseUrl, [recorder.identity])));
      server = await startKilledServer(command, databaseUrl);
      problems.push(...(await recorder.check(server)));
      if (!verifiesFirst) problems.push(...(await verify(databaseUrl, [recorder.identity])));
      if (round === times) problems.push(...(await verify(databaseUrl, [])));
      onRound(`kill ${round}: ${acknowledged} acknowledgements, ${problems.length} problems`);
      if (problems.length > 0) return problems;
    }
    return [];
  } finally {
    await server.kill();
  }

  /** @returns what the server refused. */
  async function recordUntilKilled(): Promise<string[]> {
    const wanted = Math.floor(random() ** 2 * options.mostAcknowledged);
    let reached = () => {};
    const enough = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const note = () => {
      if (recorder.acknowledged >= wanted) reached();
    };
    const recording = [
      ...Array.from({ length: WRITERS }, () => recorder.writeOn(server, note)),
      recorder.streamOn(server, note),
    ];
    // Who is refused ends the waiting, too.
    const refused = Promise.allSettled(recording);
    if (wanted > 0) await Promise.race([enough, refused]);
    await new Promise((resolve) => setTimeout(resolve, random() * 30));
    await server.kill();
    const outcomes = await refused;
    return outcomes.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
  }
}

async function verify(databaseUrl: string, identities: readonly string[]): Promise<string[]> {
  const db = await openDb(databaseUrl);
  try {
    const problems: string[] = [];
    await verifySamples(db, identities, (problem) => problems.push(problem));
    return problems;
  } finally {
    await db.close();
  }
}
