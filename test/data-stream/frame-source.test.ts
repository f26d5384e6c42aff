import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../src/data-stream/encode-messages.ts';
import { createFrameQueue, framesOf } from '../../src/data-stream/frame-queue.ts';
import { BATCH_BYTES, createFrameSource } from '../../src/data-stream/frame-source.ts';
import { AppError } from '../../src/errors.ts';

const KIB = 1024;
const OPTIONS = { maxFrameBytes: 4 * KIB * KIB };

function frame(length: number, fill = 7): Buffer {
  const bytes = Buffer.alloc(4 + length, fill);
  bytes.writeInt32LE(length);
  return bytes;
}

/** Everything that a source gives. */
async function takeAll(source: ReturnType<typeof createFrameSource>): Promise<Buffer[]> {
  const taken: Buffer[] = [];
  for (let bytes = await source.take(); bytes; bytes = await source.take()) {
    for (const { message } of framesOf(bytes)) taken.push(Buffer.from(message));
  }
  return taken;
}

describe('createFrameQueue', () => {
  it('gives out the frames that came in, however they were cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 }),
        fc.nat(20),
        (messages, sizes, rest) => {
          const whole = Buffer.concat([
            ...messages.map((message) => {
              const prefix = Buffer.alloc(4);
              prefix.writeInt32LE(message.length);
              return Buffer.concat([prefix, message]);
            }),
            frame(30).subarray(0, rest),
          ]);
          const queue = createFrameQueue(100);
          const taken: Uint8Array[] = [];
          for (let at = 0, i = 0; at < whole.length; i++) {
            const size = sizes[i % sizes.length]!;
            queue.append(whole.subarray(at, at + size));
            at += size;
            for (const { message } of framesOf(queue.take())) taken.push(message);
          }
          expect(taken).toEqual(messages);
          expect(queue.size).toBe(rest);
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    [0, 'BAD_USER_INPUT', 'Expected a frame of at least 1 byte, got the length 0.'],
    [-1, 'BAD_USER_INPUT', 'Expected a frame of at least 1 byte, got the length -1.'],
    [-(2 ** 31), 'BAD_USER_INPUT', 'got the length -2147483648.'],
    [101, 'PAYLOAD_TOO_LARGE', 'Expected a frame of at most 100 bytes, got the length 101.'],
    [2 ** 31 - 1, 'PAYLOAD_TOO_LARGE', 'got the length 2147483647.'],
  ])('refuses the length %i as soon as it is there', (length, code, message) => {
    const prefix = Buffer.alloc(4);
    prefix.writeInt32LE(length);
    const queue = createFrameQueue(100);
    queue.append(Buffer.concat([frame(5), prefix]));
    expect(queue.take().length).toBe(9);
    expect(queue.wanted).toBe(4);
    expect(() => queue.take()).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });
});

describe('createFrameSource', () => {
  it('gives a frame as soon as nothing more comes, though the body goes on', async () => {
    const body = new PassThrough();
    const source = createFrameSource(body, OPTIONS);
    body.write(encodeFrame({ flushMarker: 'a' }));
    expect(await source.take()).toEqual(encodeFrame({ flushMarker: 'a' }));
    body.end();
    expect(await source.take()).toBeNull();
    expect(source.isCut).toBe(false);
  });

  it('gives what comes fast in large batches', async () => {
    const chunks = Array.from({ length: 512 }, (_, i) => frame(16 * KIB - 4, i & 255));
    const source = createFrameSource(Readable.from(chunks), OPTIONS);
    const sizes: number[] = [];
    for (let bytes = await source.take(); bytes; bytes = await source.take()) {
      sizes.push(bytes.length);
    }
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(512 * 16 * KIB);
    expect(sizes.length).toBeLessThanOrEqual(10);
  });

  it('pauses a body that nobody takes from, and lets it go on when somebody does', async () => {
    let pulled = 0;
    const chunk = frame(64 * KIB - 4);
    const body = new Readable({
      read() {
        pulled++;
        this.push(pulled > 1000 ? null : chunk);
      },
    });
    const source = createFrameSource(body, OPTIONS);
    await once(body, 'pause');
    expect(source.held).toBe(BATCH_BYTES);
    expect(pulled * chunk.length).toBeLessThanOrEqual(BATCH_BYTES + 2 * chunk.length);

    expect(await takeAll(source)).toHaveLength(1000);
  });

  it('holds a frame larger than a batch, and not more', async () => {
    const large = frame(3 * BATCH_BYTES);
    const chunks = [];
    for (let at = 0; at < large.length; at += 64 * KIB)
      chunks.push(large.subarray(at, at + 64 * KIB));
    const body = Readable.from([
      ...chunks,
      ...Array.from({ length: 100 }, () => frame(64 * KIB - 4)),
    ]);
    const source = createFrameSource(body, OPTIONS);
    await once(body, 'pause');
    expect(source.held).toBeLessThan(large.length + 64 * KIB);
    expect(await takeAll(source)).toHaveLength(101);
  });

  it('refuses a frame beyond the limit before it has come', async () => {
    const body = new PassThrough();
    const source = createFrameSource(body, { maxFrameBytes: 100 });
    body.write(frame(101).subarray(0, 4));
    await expect(source.take()).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
  });

  it('gives the frames that were whole when the client went away', async () => {
    const body = new PassThrough();
    const source = createFrameSource(body, OPTIONS);
    const received = once(body, 'data');
    body.write(Buffer.concat([frame(10), frame(20).subarray(0, 9)]));
    await received;
    body.destroy();
    expect(await takeAll(source)).toHaveLength(1);
    expect(source.isCut).toBe(true);
    expect(source.held).toBe(9);
  });

  it('ends a wait by an error', async () => {
    const source = createFrameSource(new PassThrough(), OPTIONS);
    const taken = source.take();
    source.fail(new AppError('UNAVAILABLE', 'Stopping.'));
    await expect(taken).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('costs no more for a byte a chunk', async () => {
    const bytes = frame(100_000);
    const source = createFrameSource(
      Readable.from(Array.from(bytes, (byte) => Uint8Array.of(byte))),
      OPTIONS,
    );
    expect(await takeAll(source)).toEqual([bytes.subarray(4)]);
  });
});
