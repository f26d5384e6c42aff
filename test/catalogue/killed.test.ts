import { describe, expect, it, onTestFinished } from 'vitest';
import { runKills } from '../kill/kill-rounds.ts';
import { createTestDatabase } from '../support/test-database.ts';

describe('data that was acknowledged', () => {
  it('is there, whole and bit for bit, after each of three kills', async () => {
    const database = await createTestDatabase();
    onTestFinished(() => database.drop());
    const rounds: string[] = [];

    const problems = await runKills({
      times: 3,
      databaseUrl: database.url,
      mostAcknowledged: 100,
      seed: Math.floor(Math.random() * 2 ** 31),
      command: ['--import', 'tsx', 'src/index.ts'],
      onRound: (line) => rounds.push(line),
    });

    expect(problems).toEqual([]);
    expect(rounds).toHaveLength(3);
    // Five servers start, one after the other.
  }, 180_000);
});
