import { describe, expect, it } from 'vitest';
import { createSignal } from '../../src/live/signal.ts';

/** A reader that counts its calls, and gives how often it was called. */
function counter(done: (calls: number) => boolean = () => false) {
  const reader = {
    calls: 0,
    read: async () => {
      reader.calls++;
      return { messages: [reader.calls], done: done(reader.calls) };
    },
  };
  return reader;
}

const stream = <T>(iterable: AsyncIterable<T>) => iterable[Symbol.asyncIterator]();

/** Resolves when everything that was ready to run has run. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('createSignal', () => {
  it('reads once at the start, before anything is raised', async () => {
    const { calls: _calls, ...reader } = counter();
    const following = stream(createSignal().follow('a', reader.read));
    expect(await following.next()).toEqual({ value: 1, done: false });
    await following.return?.();
  });

  it('reads nothing before its first message is asked for', async () => {
    const reader = counter();
    const iterable = createSignal().follow('a', reader.read);
    await settled();
    expect(reader.calls).toBe(0);
    await stream(iterable).return?.();
  });

  it('reads again after a change of its key, and of no other', async () => {
    const signal = createSignal();
    const reader = counter();
    const following = stream(signal.follow('a', reader.read));
    await following.next();
    const second = following.next();
    signal.raise('b');
    await settled();
    expect(reader.calls).toBe(1);
    signal.raise('a');
    expect(await second).toEqual({ value: 2, done: false });
    await following.return?.();
  });

  it('makes one reading of changes that come while nobody reads', async () => {
    const signal = createSignal();
    const reader = counter();
    const following = stream(signal.follow('a', reader.read));
    await following.next();
    for (let i = 0; i < 100; i++) signal.raise('a');
    expect((await following.next()).value).toBe(2);
    const third = following.next();
    await settled();
    expect(reader.calls).toBe(2);
    signal.raise('a');
    expect((await third).value).toBe(3);
    await following.return?.();
  });

  it('reads once more for a change that comes during a reading', async () => {
    const signal = createSignal();
    let calls = 0;
    const following = stream(
      signal.follow('a', async () => {
        calls++;
        if (calls === 1) {
          signal.raise('a');
          await settled();
        }
        return { messages: [calls] };
      }),
    );
    expect((await following.next()).value).toBe(1);
    expect((await following.next()).value).toBe(2);
    await following.return?.();
  });

  it('gives the messages of one reading in their order, and skips readings without any', async () => {
    const signal = createSignal();
    const readings = [['a', 'b', 'c'], [], ['d']];
    const following = stream(
      signal.follow('k', async () => ({
        messages: readings.shift() ?? [],
        done: readings.length === 0,
      })),
    );
    expect((await following.next()).value).toBe('a');
    expect((await following.next()).value).toBe('b');
    expect((await following.next()).value).toBe('c');
    const next = following.next();
    signal.raise('k');
    await settled();
    signal.raise('k');
    expect(await next).toEqual({ value: 'd', done: false });
    expect(await following.next()).toMatchObject({ done: true });
  });

  it('ends after the messages of the last reading', async () => {
    const signal = createSignal();
    const reader = counter(() => true);
    const seen: number[] = [];
    for await (const message of signal.follow('a', reader.read)) seen.push(message);
    expect(seen).toEqual([1]);
    signal.raise('a');
    await settled();
    expect(reader.calls).toBe(1);
  });

  it('lets a follower of a quiet key go at once, and reads no more for it', async () => {
    const signal = createSignal();
    const reader = counter();
    const following = stream(signal.follow('a', reader.read));
    await following.next();
    const pending = following.next();
    await following.return?.();
    expect(await pending).toMatchObject({ done: true });
    signal.raise('a');
    await settled();
    expect(reader.calls).toBe(1);
  });

  it('keeps the others when one follower goes', async () => {
    const signal = createSignal();
    const [left, right] = [counter(), counter()];
    const following = [
      stream(signal.follow('a', left.read)),
      stream(signal.follow('a', right.read)),
    ];
    await Promise.all(following.map((one) => one.next()));
    await following[0]?.return?.();
    const next = following[1]?.next();
    signal.raise('a');
    expect((await next)?.value).toBe(2);
    expect(left.calls).toBe(1);
    await following[1]?.return?.();
  });

  it('passes an error of a reading on, and ends', async () => {
    const signal = createSignal();
    const following = stream(
      signal.follow('a', async () => {
        throw new Error('The database is gone.');
      }),
    );
    await expect(following.next()).rejects.toThrow('The database is gone.');
    expect(await following.next()).toMatchObject({ done: true });
  });

  it('raises without followers', () => {
    expect(() => createSignal().raise('nobody')).not.toThrow();
  });
});
