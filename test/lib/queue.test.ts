import { describe, expect, it } from 'vitest';
import { createQueue } from '../../src/lib/queue.ts';

describe('createQueue', () => {
  it('runs one task at a time, in the order they came', async () => {
    const queue = createQueue();
    const order: string[] = [];
    const task = (name: string, turns: number) =>
      queue.run(async () => {
        order.push(`${name} begins`);
        for (let i = 0; i < turns; i++) await Promise.resolve();
        order.push(`${name} ends`);
        return name;
      });
    expect(await Promise.all([task('a', 9), task('b', 1), task('c', 5)])).toEqual(['a', 'b', 'c']);
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('tells the one who asked of a failure, and goes on', async () => {
    const queue = createQueue();
    const failed = queue.run(async () => {
      throw new Error('No.');
    });
    const thrown = queue.run(() => {
      throw new Error('Not even a promise.');
    });
    const next = queue.run(async () => 'done');
    await expect(failed).rejects.toThrow('No.');
    await expect(thrown).rejects.toThrow('Not even a promise.');
    expect(await next).toBe('done');
  });

  it('is idle when every task given so far has ended, also by a failure', async () => {
    const queue = createQueue();
    await queue.idle();
    const ended: string[] = [];
    void queue.run(async () => void ended.push('a'));
    queue
      .run(async () => {
        throw new Error('No.');
      })
      .catch(() => ended.push('b'));
    await queue.idle();
    expect(ended).toEqual(['a', 'b']);
  });
});
